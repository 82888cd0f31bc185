import pytest

from app.code_tree import CodeTree, make_tree
from ingest.documents import Block, Document, Row
from ingest.passages import make_passages
from ingest.rows import render
from tests.app.code_set import ENTRIES, code_set


@pytest.fixture(scope="module")
def tree() -> CodeTree:
    made = make_tree(make_passages(code_set()))
    assert made is not None
    return made


def names(tree: CodeTree, code: str) -> set[str]:
    entry = tree.codes.index(code)
    return {phrase for phrase, at in zip(tree.phrases, tree.phrase_entry, strict=True) if at == entry}


def test_a_name_is_an_entrys_own_or_what_a_note_of_another_calls_it(tree: CodeTree) -> None:
    own = {phrase: bool(is_own) for phrase, is_own in zip(tree.phrases, tree.phrase_own, strict=True)}
    assert own["Tic douloureux"]
    assert own["Verruca plantaris"]
    assert not own["wart of nose"]


def test_each_entry_stands_beneath_the_longest_code_that_its_own_begins_with(tree: CodeTree) -> None:
    over = {
        code: tree.codes[up] if up >= 0 else None for code, up in zip(tree.codes, tree.parent, strict=True)
    }
    assert over["B07"] is None
    assert over["B07.0"] == over["B07.9"] == "B07"
    assert [tree.codes[one] for one in tree.parents(tree.codes.index("S02.2"))] == ["S02"]


def test_what_only_adds_a_seventh_character_is_an_extension(tree: CodeTree) -> None:
    assert len(tree) == len(ENTRIES) - 3
    entry = tree.codes.index("S02.0")
    words = list(tree.vocabulary)
    added = [{words[word] for word in tree.extended[one]} for one in tree.extensions[entry]]
    assert {"sequela"} in added
    assert {"initi", "encount", "for", "open"} in added
    assert len(tree.extension_ids) == len(added) == 3


def test_an_entry_is_named_by_its_own_terms_and_by_the_notes_of_others(tree: CodeTree) -> None:
    assert names(tree, "G50.0") == {
        "Tic douloureux",
        "Syndrome of paroxysmal facial pain",
        "tic douloureux, so stated",
    }
    assert names(tree, "B07.0") == {"Verruca plantaris", "wart of nose", "viral warts of the foot"}
    assert names(tree, "B07") == {"verruca simplex", "verruca vulgaris"}


def test_what_is_passed_on_names_nothing_beneath_and_a_range_names_no_code(tree: CodeTree) -> None:
    assert "verruca of the leg" not in tree.phrases
    assert "shingles of the face" not in tree.phrases
    assert names(tree, "B07.8") == {"Common wart", "Flat wart", "wart of nose"}


def test_entries_of_a_category_and_names_of_an_entry_stand_side_by_side(tree: CodeTree) -> None:
    assert (tree.category[1:] >= tree.category[:-1]).all()
    assert (tree.phrase_entry[1:] >= tree.phrase_entry[:-1]).all()


def test_a_rare_word_weighs_more(tree: CodeTree) -> None:
    assert tree.weight[tree.vocabulary["plantar"]] > tree.weight[tree.vocabulary["wart"]]


def test_a_table_of_another_shape_makes_no_tree() -> None:
    row = Row("63102", ("63102",), (("HCPCS", "63102"), ("Description", "Removal of vertebral body")))
    table = Document(name="a.csv", title="A", sha256="1", blocks=(Block(render(row), row=row),))
    assert make_tree(make_passages(table)) is None
