"""A chat model as the writer of answers: it claims, the gate decides (design: extract first).

The model is asked for claims, sentences with exact quotes of numbered passages. Each quote is located in its
passage and widened to whole sentences; what cannot be located is dropped; then the gate (`app/verify.py`)
drops each sentence that its quotes do not say. What is left is the answer, cited as any other.

* **Nothing left**, or a model that cannot be reached, takes too long or answers rubbish: the extractive
  answer is given, and a note says why. It is verbatim and was found before the model was asked, so a model
  that fails takes nothing away.
* **"Not in the material"**: it abstains and shows the nearest passages. A reader of the passages found no
  answer in them, and not to answer is the error that an audit forgives. A passage that talks the model into
  it (prompt injection) can silence an answer, but never put one in its place.
* **Rows of tables** that were looked up are exact already: the model is not asked.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.chat import ChatError, ChatModel
from app.citations import Citation, Sentence
from app.citing import cite
from app.claims import Claim, Claims
from app.folding import fold
from app.locate import locate, whole_sentences
from app.prompts import PASSAGE, QUESTION, RESOLVED, SYSTEM
from app.question import Question
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.settings import Settings
from app.verify import verify
from ingest.library import Library

log = logging.getLogger(__name__)

#: The model reads this many passages at most, and this many characters of them.
PASSAGES = 10
CHARACTERS = 24_000
#: More claims than this are no answer to one question.
MOST_CLAIMS = 12
_MARKERS = re.compile(r"(?:\s*\[\d+\])+(?=\W*$)")
INSTEAD = "The answer is quoted word for word instead."


@dataclass(frozen=True)
class Written:
    """What a writer says; empty where the extractive answer is to be given.

    Attributes:
        sentences: what passed the gate, citing by number.
        citations: what they cite, numbered from 1.
        dropped: the reason for each sentence that was dropped.
        not_in_material: whether the model found no answer in the passages.
        note: what the reader must know, such as why the model's answer is not shown.
    """

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    dropped: tuple[str, ...] = ()
    not_in_material: bool = False
    note: str = ""


class Writer:
    """Lets a chat model write answers that hold.

    Args:
        model: the chat model.
    """

    def __init__(self, model: ChatModel) -> None:
        self.model = model

    @property
    def name(self) -> str:
        """The chat model, as it was named."""
        return self.model.name

    def write(
        self, library: Library, asked: Question, found: Sequence[Retrieved], chosen: Sequence[Chosen]
    ) -> Written:
        """Writes the answer to a question.

        Args:
            library: what is cited.
            asked: the question.
            found: the retrieved passages, best first.
            chosen: the extractive answer.
        """
        if chosen and chosen[0].cells:
            return Written()
        shown = material(found, chosen)
        try:
            claims = self.model.claims(SYSTEM, prompt(asked, shown))
        except ChatError as error:
            return Written(note=f"{error} {INSTEAD}")
        written = stand(library, claims, shown)
        for reason in written.dropped:
            log.info("Dropped of %s: %s", self.name, reason)
        if written.sentences or written.not_in_material:
            return written
        why = "Nothing that the chat model wrote is what the passages say."
        return Written(dropped=written.dropped, note=f"{why} {INSTEAD}")


def material(found: Sequence[Retrieved], chosen: Sequence[Chosen]) -> tuple[Retrieved, ...]:
    """Picks the passages that a model reads: those of the extractive answer, then the best of the rest."""
    kept: dict[str, Retrieved] = {}
    room = CHARACTERS
    ranked = {one.placed.passage.id: one for one in found}
    for one in [*(one.found for one in chosen), *found]:
        key, size = one.placed.passage.id, len(one.placed.passage.text)
        if key not in kept and len(kept) < PASSAGES and (size <= room or not kept):
            kept[key] = ranked.get(key, one)
            room -= size
    return tuple(kept.values())


def prompt(asked: Question, shown: Sequence[Retrieved]) -> str:
    """Writes the passages and the question for a model."""
    passages = [
        PASSAGE.format(number=number, heading=_heading(one), text=one.placed.passage.text)
        for number, one in enumerate(shown, 1)
    ]
    resolved = "" if asked.search_text == asked.text else RESOLVED.format(text=asked.search_text)
    return QUESTION.format(passages="\n".join(passages), question=asked.text, resolved=resolved)


def _heading(one: Retrieved) -> str:
    entry, passage = one.placed.entry, one.placed.passage
    edition = f" ({entry.edition})" if entry.edition else ""
    return f"{passage.breadcrumb or entry.title}{edition}".replace('"', "'")


def stand(library: Library, claims: Claims, shown: Sequence[Retrieved]) -> Written:
    """Makes of a model's claims what stands: quotes located, sentences through the gate.

    Args:
        library: what is cited.
        claims: what the model claims.
        shown: the passages it was shown, in the order of their numbers.
    """
    places: dict[tuple[int, int, int], Citation] = {}
    sentences: list[Sentence] = []
    dropped: list[str] = []
    for claim in claims.claims[:MOST_CLAIMS]:
        text = " ".join(_MARKERS.sub("", claim.sentence).split())
        if any(fold(text) == fold(one.text) for one in sentences):
            continue  # said already
        cited, missing = _cited(claim, shown, places)
        if cited:
            sentences.append(Sentence(text=text, citations=cited))
        else:
            dropped.append(f"{' '.join(missing) or 'It quotes nothing.'} So not said: {text}")
    if len(claims.claims) > MOST_CLAIMS:
        dropped += [f"Beyond {MOST_CLAIMS} claims: {one.sentence}" for one in claims.claims[MOST_CLAIMS:]]
    citations = tuple(places.values())
    checked = verify(library, tuple(sentences), citations, written=True)
    kept = list(dict.fromkeys(n for one in checked.sentences for n in one.citations))
    number = {old: new for new, old in enumerate(kept, 1)}
    by_number = {one.n: one for one in citations}
    return Written(
        sentences=tuple(
            Sentence(text=one.text, citations=[number[n] for n in one.citations]) for one in checked.sentences
        ),
        citations=tuple(by_number[old].model_copy(update={"n": new}) for old, new in number.items()),
        dropped=(*dropped, *checked.dropped),
        not_in_material=claims.not_in_material and not checked.sentences,
    )


def _cited(
    claim: Claim, shown: Sequence[Retrieved], places: dict[tuple[int, int, int], Citation]
) -> tuple[list[int], list[str]]:
    """Gives the numbers of what a claim quotes, making citations of new places, and what is not there."""
    cited: list[int] = []
    missing: list[str] = []
    for one in claim.quotes:
        if not 1 <= one.passage <= len(shown):
            missing.append(f"There is no passage {one.passage}.")
            continue
        found = shown[one.passage - 1]
        passage = found.placed.passage
        place = locate(one.quote, passage.text)
        if place is None:
            missing.append(f"Passage {one.passage} does not say “{one.quote}”.")
            continue
        start, end = (0, len(passage.text)) if passage.row else whole_sentences(passage.text, *place)
        key = (one.passage, start, end)
        if key not in places:
            places[key] = cite(found, len(places) + 1, start, end)
        if places[key].n not in cited:
            cited.append(places[key].n)
    if cited and missing:
        log.info("Not quoted: %s", " ".join(missing))
    return cited, missing


def writer_from(settings: Settings) -> Writer | None:
    """Makes the writer that the settings name; None where they name no chat model.

    Raises:
        ChatModelError: if it cannot be used.
    """
    if not settings.chat_model:
        return None
    return Writer(ChatModel(settings.chat_model, settings.chat_seconds))
