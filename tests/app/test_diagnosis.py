"""The code of a diagnosis in a coder's words: all that is said, and nothing that is not."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import code_sets as module
from app.answer import Assistant
from app.code_said import said_of
from app.code_sets import code_sets, make_missing
from app.diagnosis import look_up_diagnosis
from app.entry_filter import LEAST_COVERED, MOST_ADDED
from app.question import understand
from app.tables import row_of
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.diagnoses import ENTRIES, diagnoses


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    made = Library(tmp_path_factory.mktemp("diagnoses") / "library", encoder)
    made.put(diagnoses(), "icd.xml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LEAST_ROWS", 1)
        patch.setattr(module, "LOOK_SECONDS", 0.0)
        make_missing(made)
        yield made
    made.close()


def codes(library: Library, question: str) -> list[str]:
    told = look_up_diagnosis(library, understand(question))
    return [row_of(one.found.placed).key for one in told.chosen] if told else []


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Dx code for tennis elbow on the right", "M77.11"),  # a name of the entry above, and the side
        ("kidney stone dx code", "N20.0"),  # a name it has
        ("UTI code", "N39.0"),  # an abbreviation; not the one in pregnancy
        ("code for type 2 diabetes", "E11.9"),  # the one to bill where nothing more is said
        ("icd-10 for hypothyroidism", "E03.9"),  # not its opposite, nor "other"
        ("Pt is a 52 yo female with carpal tunnel, left side. ICD-10-CM code?", "G56.02"),
        ("intractable migraine code", "G43.91"),  # not "not intractable"
        ("dx code for acute on chronic diastolic heart failure", "I50.33"),  # both, not the chronic one
        ("icd-10 for hyperlipidemia", "E78.5"),  # not "other"
        ("dx code for vitamin D deficiency", "E55.9"),  # the letter counts
        (
            "dx code for abscess of buttock",
            "L02.31",
        ),  # not the furuncle of the entry above
        ("icd-10 for bell's palsy", "G51.0"),  # has no word "s"
        ("icd-10 for pulmonary embolism without acute cor pulmonale", "I26.9"),  # all of it is denied
        ("icd-10 for old MI", "I25.2"),  # not the acute one
        ("icd-10 for tobacco use", "Z72.0"),  # not dependence, which tobacco is a name of
        ("icd-10 for lumbar radiculopathy", "M54.16"),  # not that of no site
        ("severe preeclampsia at 34 weeks, which O code", "O14.13"),  # the trimester of the week
        ("severe preeclampsia at 27 weeks, which O code", "O14.12"),
        ("icd-10 for copd, no exacerbation", "J44.9"),
        ("icd-10 for kidney stone at 20 weeks", "N20.0"),  # which is not divided by trimester
        ("icd-10 for copd flare up, no pneumonia no bronchitis", "J44.1"),  # none of its codes says either
    ],
)
def test_the_entry_that_says_it_and_no_more_is_told(library: Library, question: str, code: str) -> None:
    assert codes(library, question) == [code]


def test_what_the_question_denies_is_not_told_as_so_nor_a_disease_that_begins_alike(library: Library) -> None:
    found = codes(library, "diverticulosis of large intestine without bleeding, dx code")
    assert not {"K57.31", "K57.20"} & set(found)


def test_what_is_said_of_pregnancy_only_need_not_say_so(library: Library) -> None:
    assert codes(library, "gestational diabetes diet controlled, dx code") == ["O24.410"]
    assert codes(library, "icd-10 for diabetes diet controlled") == []


def test_where_the_side_is_not_said_the_codes_of_each_side_are_told(library: Library) -> None:
    assert codes(library, "dx code for carpal tunnel") == ["G56.0", "G56.00", "G56.01", "G56.02"]


@pytest.mark.parametrize(
    "question",
    [
        "icd 10 for blindness right eye",  # its codes all add a category or the other eye
        "dx code for asymptomatic HIV",  # B20 is for the symptomatic one
        "which modifier goes with a kidney stone procedure",
        "CPT code for kidney stone removal",
        "Can I code tennis elbow with carpal tunnel?",
        "code for a moon landing",
        "dx code for syncope",  # no cough syncope
        "icd-10 for lupus",  # a note on kidneys calls one so
        "dx code for retinal detachment",  # with a break, which its category has in its title
        "dx code for gout right foot",  # nobody said idiopathic
        "icd-10 for gastric ulcer, no bleeding, no perforation",  # its codes tell these apart
    ],
)
def test_a_code_that_says_more_or_other_things_is_not_told(library: Library, question: str) -> None:
    assert codes(library, question) == []


def test_an_entry_that_adds_much_is_left_out_of_answers_from_sentences(library: Library) -> None:
    answer = Assistant(library).ask("icd 10 code for blindness right eye")
    assert not any("H54.0X" in one.text for one in answer.sentences)


def test_an_entry_beside_others_is_no_answer_where_nothing_tells_it_apart(library: Library) -> None:
    answer = Assistant(library).ask(
        "pregnant, gestational diabetes controlled on pills from the clinic, code?"
    )
    assert not any("O24.4" in one.text for one in answer.sentences)
    words = ["gestational", "diabetes", "controlled"]
    said = said_of(code_sets(library).ready_sets()[0])
    ids = {row_of(one).key: one.passage.id for one in library.catalogue.of_document("icd.xml")}
    assert not said.tells_apart(said.words(words), ids["O24.414"])
    assert said.tells_apart(said.words([*words, "insulin"]), ids["O24.414"])
    assert said.tells_apart(said.words(words), "no entry")


def test_who_has_one_of_two_that_a_title_joins_has_what_it_is_of(library: Library) -> None:
    said = said_of(code_sets(library).ready_sets()[0])
    ids = {row_of(one).key: one.passage.id for one in library.catalogue.of_document("icd.xml")}
    assert not said.adds(said.words(["acute", "thrombosis", "left", "popliteal", "vein"]), ids["I82.432"])
    assert said.adds(said.words(["gout", "right", "foot"]), ids["M10.071"])
    assert not said.adds(said.words(["idiopathic", "gout", "right", "foot"]), ids["M10.071"])


def test_an_entry_that_says_much_less_than_the_question_is_no_answer(library: Library) -> None:
    said = said_of(code_sets(library).ready_sets()[0])
    ids = {row_of(one).key: one.passage.id for one in library.catalogue.of_document("icd.xml")}
    assert said.covered(said.words(["severe", "eclampsia"]), ids["O14.13"]) == 1.0
    assert (
        said.covered(said.words(["severe", "eclampsia", "triplets", "metformin"]), ids["O14.13"])
        < LEAST_COVERED
    )
    assert said.covered(said.words(["anything"]), "no entry") == 1.0


def test_a_sequela_is_another_disease_than_what_it_is_of(library: Library) -> None:
    assert codes(library, "dx code for sequela of cerebral infarction") == ["I69.3"]
    assert codes(library, "dx code for cerebral infarction") == ["I63.9"]


def test_the_extension_of_an_entry_that_adds_much_is_left_out_too(library: Library) -> None:
    answer = Assistant(library).ask("icd 10 code for an ankle fracture, initial encounter")
    assert not any("M84.471" in one.text for one in answer.sentences)


def test_the_extension_that_is_said_is_told(library: Library) -> None:
    assert codes(library, "icd 10 code for calcaneus fracture, sequela") == ["S92.0XXS"]


def test_the_name_and_that_a_code_is_not_whole_are_quoted(library: Library) -> None:
    told = look_up_diagnosis(library, understand("dx code for tennis elbow"))
    assert told is not None
    said = " ".join(one.said for one in told.chosen)
    assert "Tennis elbow" in said
    assert "use a more specific code" in said


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ENTRIES), st.randoms(use_true_random=False))
def test_an_entry_adds_little_to_its_own_description_in_any_order(
    library: Library, entry: tuple[str, str, str], random: Random
) -> None:
    features = code_sets(library).ready_sets()[0]
    words = entry[1].split()
    random.shuffle(words)
    if entry[0] not in features.tree.codes:  # an extension stands for itself
        return
    passage = features.tree.ids[features.tree.codes.index(entry[0])]
    said = said_of(features)
    assert said.added(said.words(words), passage) <= MOST_ADDED
