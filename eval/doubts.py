"""Asks questions whatever the doubt, and keeps it: what confidence and abstention are fitted on.

Each question of the gold is asked, and a second time with the passages hidden that hold its evidence, and
questions about other things than coding are asked beside it: what is nearest then must not be taken for an
answer. Hidden evidence weighs less, since another passage often says the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.abstain import Doubt
from app.answer import Assistant
from app.citations import Answer
from app.citing import cite
from app.drafting import Drafter
from app.question import Question
from app.retrieve import Retrieved
from eval.case import Case
from eval.gold import GoldRow
from ingest.encoder import Vectors
from ingest.library import Library

#: What a question whose evidence is hidden weighs beside one of the gold.
HIDDEN = 0.3
#: Kinds of question that have evidence to hide.
HIDEABLE = ("answerable", "multihop")


@dataclass(frozen=True)
class Seen:
    """A question whose answer was in doubt.

    Attributes:
        id: of the gold row.
        doubt: about its answer.
        there: whether the library answers it.
        right: whether the answer is right; None where it cannot be judged.
        weight: what it weighs in the fit.
        gold: whether it is a gold row asked of its own library, and not one made harder.
    """

    id: str
    doubt: Doubt
    there: bool
    right: bool | None
    weight: float = 1.0
    gold: bool = True


class Hiding(Drafter):
    """Drafts answers without some passages.

    Args:
        library: what answers.
        decide: as for a drafter.
    """

    def __init__(self, library: Library, decide: Callable[[Question, Doubt], bool]) -> None:
        super().__init__(library, decide)
        self.hidden: GoldRow | None = None

    def candidates(
        self,
        asked: Question,
        roles: dict[str, dict[str, str]],
        vector: Vectors,
        limit: int,
        scope: Sequence[str],
    ) -> tuple[Retrieved, ...]:
        """Retrieves passages, those left out that are evidence for the hidden row."""
        found = super().candidates(asked, roles, vector, limit, scope)
        if self.hidden is None:
            return found
        case = Case(self.hidden, Answer(question=asked.text, answer="", confidence=0.0))
        return tuple(
            one for one in found if not case.is_evidence(cite(one, 1, 0, len(one.placed.passage.text)))
        )


class Watching(Assistant):
    """Answers whatever it is asked, and keeps the doubt about it.

    Args:
        library: what answers.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self._drafter = self.hiding = Hiding(library, self.decide)
        self.doubt: Doubt | None = None

    def decide(self, question: Question, doubt: Doubt) -> bool:
        """Keeps the doubt, and answers."""
        self.doubt = doubt
        return True

    def see(self, row: GoldRow, *, hide: bool = False) -> Seen | None:
        """Asks a question; gives None where its answer was in no doubt.

        Args:
            row: the question.
            hide: whether the passages that hold its evidence are hidden.
        """
        self.doubt, self.hiding.hidden = None, row if hide else None
        answer = self.ask(row.question)
        if self.doubt is None:
            return None
        there = row.kind != "unanswerable" and not hide
        if hide:
            return Seen(row.id, self.doubt, there, None, HIDDEN, gold=False)
        return Seen(row.id, self.doubt, there, Case(row, answer).right)


def observe(library: Library, rows: Sequence[GoldRow], elsewhere: Sequence[GoldRow] = ()) -> list[Seen]:
    """Asks the questions whose answer is in doubt.

    Args:
        library: what answers.
        rows: gold of this library.
        elsewhere: questions about other things.
    """
    assistant = Watching(library)
    seen = [assistant.see(row) for row in rows]
    seen += [assistant.see(r, hide=True) for r in rows if r.kind in HIDEABLE and r.has_evidence]
    others = [assistant.see(row) for row in elsewhere]
    seen += [replace(one, right=None, gold=False) for one in others if one is not None]
    return [one for one in seen if one is not None and not (one.gold and one.right is None)]
