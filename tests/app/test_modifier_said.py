"""The HCPCS Level II modifier for a situation: told where its descriptor is said, and only there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer import Assistant
from app.modifier_said import look_up_modifier
from app.question import understand
from app.tables import row_of
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import put

ROWS = """\
HCPC,LONG DESCRIPTION,ACTION CD
A1,Dressing for one wound,N
A2,Dressing for two wounds,N
AA,Anesthesia services performed personally by anesthesiologist,N
AE,Registered dietician,N
AH,Clinical psychologist,N
AT,"Acute treatment (this modifier should be used when reporting service 98940, 98941, 98942)",N
E3,"Upper right, eyelid",N
E4,"Lower right, eyelid",N
F1,"Left hand, second digit",N
F8,"Right hand, fourth digit",N
FT,"Unrelated evaluation and management (e/m) visit on the same day or during a global procedure",N
GA,"Waiver of liability statement issued as required by payer policy, individual case",N
GH,Diagnostic mammogram converted from screening mammogram on same day,N
JW,Drug amount discarded/not administered to any patient,N
JZ,Zero drug amount discarded/not administered to any patient,N
LD,Left anterior descending coronary artery,N
NU,New equipment,N
RA,"Replacement of a dme, orthotic or prosthetic item",N
RB,"Replacement of a part of a dme, orthotic or prosthetic item furnished as part of a repair",N
RR,Rental (use the 'rr' modifier when dme is to be rented),N
UE,Used durable medical equipment,N
QY,Medical direction of one certified registered nurse anesthetist (crna) by an anesthesiologist,N
QW,Clia waived test,N
QX,Crna service: with medical direction by a physician,N
QZ,Crna service: without medical direction by a physician,N
T9,"Right foot, fifth digit",N
TA,"Left foot, great toe",N
"""
ROWS += "".join(f'E{number},"Bath tub rail, size {number}",N\n' for number in range(1000, 1040))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("modifiers")
    made = Library(folder / "library", encoder)
    put(made, folder, "hcpcs-2025.csv", ROWS)
    yield made
    made.close()


def told(library: Library, question: str) -> list[str]:
    found = look_up_modifier(library, understand(question))
    return [row_of(one.found.placed).key for one in found.chosen] if found else []


@pytest.mark.parametrize(
    ("question", "modifier"),
    [
        ("trigger finger release on the right ring finger, which F modifier?", "F8"),
        ("modifier for left big toe", "TA"),
        ("A modifier for the left big toe?", "TA"),  # "A" is no letter of a section
        ("right lower eyelid modifier", "E4"),
        ("which modifier when we threw away the rest of the vial", "JW"),
        ("what modifier if no drug was wasted from the vial", "JZ"),  # not its opposite
        ("which modifier for a CRNA without medical direction", "QZ"),
        ("modifier for a stent in the LAD", "LD"),
        ("patient signed ABN, which modifier", "GA"),
    ],
)
def test_the_modifier_of_a_situation_is_told(library: Library, question: str, modifier: str) -> None:
    assert told(library, question) == [modifier]


@pytest.mark.parametrize(
    ("question", "modifiers"),
    [
        ("CRNA medically directed modifier", ["QX"]),
        ("modifier for medical direction of one CRNA", ["QY"]),  # one is said
        ("modifier for replacement of a DME part", ["RB", "RA"]),
        ("modifier for replacement of a DME item", ["RA"]),
        ("which modifier is used for DME rental", ["RR"]),  # is used is no second-hand
        ("modifier for used DME", ["UE"]),
    ],
)
def test_of_modifiers_alike_the_words_that_tell_them_apart_decide(
    library: Library, question: str, modifiers: list[str]
) -> None:
    assert sorted(told(library, question)) == sorted(modifiers)


@pytest.mark.parametrize(
    "question",
    [
        "modifier for an unrelated E/M in the postop period",  # 24, which is in no HCPCS list
        "modifier for two surgeons",
        "modifier for a repeat procedure by the same physician",
        "which modifier for the right hand",  # of no digit
        "Does 20610 need modifier RT?",
        "Is modifier JW right when no drug was wasted?",  # names one
    ],
)
def test_a_modifier_that_only_shares_words_is_not_told(library: Library, question: str) -> None:
    assert told(library, question) == []


def test_a_question_for_what_a_modifier_is_for_is_answered_by_its_descriptor(library: Library) -> None:
    for question in (
        "what does modifier QX mean on an anesthesia claim",
        "When would a biller use modifier QX?",
        "QX modifier definition",
    ):
        answer = Assistant(library).ask(question)
        assert "with medical direction by a physician" in answer.answer, question
