"""Renders answers and their evidence as HTML in which no text of a document can become markup."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from app.citations import Answer, Citation, Sentence
from app.web.feedback import form_html

_SNIPPET = 150
_HINT = "Choose a citation number to read its passage here, with the quoted words marked."
_HINT_NEAREST = "Nothing is cited for this question. Choose one of the nearest passages to read it here."


@dataclass(frozen=True)
class Turn:
    """One question of a conversation and what became of it.

    Attributes:
        question: as it was asked.
        answer: the answer, or None while it is sought or when it failed.
        problem: a sentence for the person who asked, when there is no answer.
        key: names the answer in the feedback on it.
        scope: titles of the only documents that were asked; empty for all.
    """

    question: str
    answer: Answer | None = None
    problem: str | None = None
    key: str = field(default_factory=lambda: uuid4().hex)
    scope: tuple[str, ...] = ()


def safe(text: str) -> str:
    """Escapes a text for use as element content or as a quoted attribute value."""
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"), quote=True)


def place(citation: Citation) -> str:
    """Says where a citation stands, as "page 4, section C.22" or "row 6849 (63102), column GLOB_DAYS"."""
    locator = citation.locator
    section = None if locator.row_number else locator.section  # of a table, its row again
    row = f"{locator.row_number} ({locator.row})" if locator.row_number and locator.row else locator.row
    parts = (
        ("page", locator.page),
        ("section", section),
        ("sheet", locator.sheet),
        ("row", row),
        ("column", locator.column),
    )
    return ", ".join(f"{name} {value}" for name, value in parts if value not in (None, ""))


def conversation_html(turns: Iterable[Turn]) -> str:
    """Renders the questions and answers of a conversation, oldest first."""
    body = "".join(_turn(turn, number) for number, turn in enumerate(turns, 1))
    return f'<div class="cc-turns" role="log" aria-label="Conversation">{body}</div>'


def evidence_html(turns: Iterable[Turn], *, opens: bool = False) -> str:
    """Renders every passage of a conversation, with the newest answer's first citation open.

    Args:
        turns: the conversation, oldest first.
        opens: whether the document of a passage can be opened on this page.
    """
    numbered = list(enumerate(turns, 1))
    newest = numbered[-1][1].answer if numbered else None
    shown = f"cc-{numbered[-1][0]}-c0" if newest is not None and newest.citations else ""
    hint = _HINT_NEAREST if newest is not None and newest.nearest and not newest.citations else _HINT
    panels = "".join(
        panel_html(citation, key, shown=key == shown, nearest=nearest, opens=opens)
        for number, turn in numbered
        if turn.answer is not None
        for citation, key, nearest in _keyed(turn.answer, number)
    )
    hidden = " hidden" if shown else ""
    return (
        f'<section class="cc-evidence" aria-label="Evidence"><h2>Evidence</h2>'
        f'<p class="cc-hint"{hidden}>{safe(hint)}</p>{panels}</section>'
    )


def passage_html(passage: str, start: int, end: int) -> str:
    """Renders a passage with ``passage[start:end]`` in a mark; without one where that is empty."""
    quote = passage[start:end]
    if not quote:
        return safe(passage)
    return f"{safe(passage[:start])}<mark>{safe(quote)}</mark>{safe(passage[end:])}"


def panel_html(
    citation: Citation, key: str, *, shown: bool, nearest: bool = False, opens: bool = False
) -> str:
    """Renders what the evidence panel says of one citation.

    Args:
        citation: the citation.
        key: id of the panel, which its chip names.
        shown: whether it is open.
        nearest: whether it is only near the question, and no part of an answer.
        opens: whether its document can be opened on this page.
    """
    number = "Near" if nearest else f"[{citation.n}]"
    locator = citation.locator
    facts = (
        ("Edition", citation.edition),
        ("Page", locator.page),
        ("Section", None if locator.row_number else locator.section),
        ("Sheet", locator.sheet),
        ("Row", f"{locator.row_number} ({locator.row})" if locator.row_number else locator.row),
        ("Column", locator.column),
        ("Document", citation.document),
    )
    rows = "".join(
        f'<div><dt>{name}</dt><dd dir="auto">{safe(str(value))}</dd></div>'
        for name, value in facts
        if value not in (None, "")
    )
    trail = f'<p class="cc-trail" dir="auto">{safe(citation.breadcrumb)}</p>' if citation.breadcrumb else ""
    whole = (
        f'<button type="button" class="cc-whole" data-in="{safe(citation.document)}" '
        f'data-passage="{safe(citation.passage_id)}" data-start="{citation.start}" data-end="{citation.end}">'
        "Open in the document</button>"
        if opens
        else ""
    )
    note = '<p class="cc-note">Near the question; not given as an answer to it.</p>' if nearest else ""
    return (
        f'<article class="cc-panel" id="{safe(key)}" tabindex="-1"{"" if shown else " hidden"}>'
        f'<h3><span class="cc-number">{number}</span> <span dir="auto">{safe(citation.title)}</span></h3>'
        f"{note}<dl>{rows}</dl>{trail}"
        f'<blockquote dir="auto">{passage_html(citation.passage, citation.start, citation.end)}</blockquote>'
        f'{whole}<button type="button" class="cc-back" data-back="{safe(key)}">Back to the answer</button>'
        "</article>"
    )


def _turn(turn: Turn, number: int) -> str:
    if turn.answer is not None:
        reply = _answer(turn.answer, number) + form_html(turn.key, number)
    elif turn.problem is not None:
        reply = f'<p class="cc-problem" role="alert">{safe(turn.problem)}</p>'
    else:
        reply = '<p class="cc-pending" role="status">Looking in the library …</p>'
    only = ", ".join(f"<bdi>{safe(title)}</bdi>" for title in turn.scope)
    asked_of = f'<p class="cc-asked-of">Asked of {only} only</p>' if only else ""
    return (
        f'<article class="cc-turn"><p class="cc-question" dir="auto">{safe(turn.question)}</p>{asked_of}'
        f'<div class="cc-reply">{reply}</div></article>'
    )


def _answer(answer: Answer, number: int) -> str:
    keyed = list(_keyed(answer, number))
    keys = {citation.n: (citation, key) for citation, key, nearest in keyed if not nearest}
    if answer.abstained or not answer.sentences:
        body = f'<p class="cc-answer" dir="auto">{safe(answer.answer)}'
        body += "".join(_chip(citation, key) for citation, key in keys.values()) + "</p>"
    else:
        body = _sentences([one for one in answer.sentences if not one.context], keys)
        if context := [one for one in answer.sentences if one.context]:
            head = '<h3 class="cc-context-head">Context</h3>'
            body += f'<section class="cc-context">{head}{_sentences(context, keys)}</section>'
    near = [(citation, key) for citation, key, nearest in keyed if nearest]
    notes = "".join(f'<p class="cc-told" role="note" dir="auto">{safe(note)}</p>' for note in answer.notes)
    return notes + body + _sources(answer.citations) + (_nearest(near) if near else "")


def _sentences(sentences: Iterable[Sentence], keys: Mapping[int, tuple[Citation, str]]) -> str:
    return "".join(
        f'<p class="cc-answer" dir="auto"><span>{safe(sentence.text)}</span>'
        + "".join(_chip(*keys[n]) for n in dict.fromkeys(sentence.citations) if n in keys)
        + "</p>"
        for sentence in sentences
    )


def _keyed(answer: Answer, number: int) -> Iterable[tuple[Citation, str, bool]]:
    """Gives each passage an answer shows, the id of its panel, and whether it is only near."""
    for index, citation in enumerate(answer.citations):
        yield citation, f"cc-{number}-c{index}", False
    if answer.abstained:
        for index, citation in enumerate(answer.nearest):
            yield citation, f"cc-{number}-n{index}", True


def _chip(citation: Citation, key: str) -> str:
    where = ", ".join(part for part in (citation.title, place(citation)) if part)
    return (
        f' <button type="button" class="cc-chip" data-panel="{safe(key)}" title="{safe(where)}" '
        f'aria-label="Citation {citation.n}: {safe(where)}">[{citation.n}]</button>'
    )


def _sources(citations: Iterable[Citation]) -> str:
    numbers: dict[tuple[str, str | None], list[int]] = {}
    for citation in citations:
        numbers.setdefault((citation.title, citation.edition), []).append(citation.n)
    items = "".join(
        f'<li><span dir="auto">{safe(title)}</span>'
        + (f', <span dir="auto">{safe(edition)}</span>' if edition else "")
        + f" {''.join(f'[{n}]' for n in found)}</li>"
        for (title, edition), found in numbers.items()
    )
    return f'<ul class="cc-sources" aria-label="Cited documents">{items}</ul>' if items else ""


def _nearest(near: Iterable[tuple[Citation, str]]) -> str:
    items = "".join(
        f'<li><button type="button" class="cc-near" data-panel="{safe(key)}">'
        f'<span class="cc-near-title" dir="auto">{safe(_heading(citation))}</span>'
        f'<span class="cc-near-text" dir="auto">{safe(_snippet(citation))}</span></button></li>'
        for citation, key in near
    )
    return f'<h3 class="cc-near-head">Nearest passages</h3><ol class="cc-near-list">{items}</ol>'


def _heading(citation: Citation) -> str:
    return ", ".join(part for part in (citation.title, citation.edition, place(citation)) if part)


def _snippet(citation: Citation) -> str:
    text = citation.quote or citation.passage
    return text if len(text) <= _SNIPPET else text[:_SNIPPET].rsplit(" ", 1)[0] + " …"
