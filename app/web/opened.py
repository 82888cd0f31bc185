"""Renders one document of a library, opened, with no text of it becoming markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.web.evidence import passage_html, safe
from app.web.library import UNSTATED, length_of
from ingest.catalogue import Entry, Placed

#: How many passages of an opened document are on the page at once.
WINDOW = 50
#: How many passages stand before the one a document is opened at.
BEFORE = 5


@dataclass(frozen=True)
class Highlight:
    """The passage a document is opened at, and the characters of it that were quoted."""

    passage: str
    start: int = 0
    end: int = 0


def document_html(
    shown: Sequence[Placed],
    start: int,
    total: int,
    here: Highlight | None,
    *,
    asked: bool,
    current: bool = True,
) -> str:
    """Renders an opened document: a window of its passages in reading order.

    Args:
        shown: the passages of the window, in reading order; at least one.
        start: how many stand before them.
        total: how many the document has.
        here: the passage it is opened at, or None.
        asked: whether it was opened from an answer, so that the way back leads there.
        current: whether the library has a version of the document now.
    """
    entry = shown[0].entry
    facts = (
        ("Edition", entry.edition),
        ("In force", _force(entry)),
        ("Length", length_of(entry).strip(UNSTATED)),
        ("Added", entry.ingested_at[:10]),
        ("File", entry.name),
    )
    listed = "".join(
        f'<div><dt>{name}</dt><dd dir="auto">{safe(fact)}</dd></div>' for name, fact in facts if fact
    )
    note = "" if entry.live else _superseded(current)
    turning = _turning(entry.name, start, len(shown), total) if entry.live else ""
    body = "".join(_passages(shown, here))
    back = "answer" if asked else "list"
    return (
        f'<section class="cc-reader" aria-label="Document" tabindex="-1" data-document="{safe(entry.name)}">'
        f'<p class="cc-ways"><button type="button" data-back-to="{back}">← Back to the {back}</button>'
        + ('<button type="button" data-back-to="list">All documents</button>' if asked else "")
        + f'</p><h2 dir="auto">{safe(entry.title)}</h2><dl>{listed}</dl>{note}{turning}'
        f"{body}{turning if len(shown) < total else ''}</section>"
    )


def _superseded(current: bool) -> str:
    """Says that a passage is of a version which was replaced, and leads to the one that replaced it."""
    said = '<p class="cc-problem" role="note"><strong>Superseded.</strong> This is the passage as cited; '
    if not current:
        return f"{said}its document is no longer in the library.</p>"
    return (
        f"{said}the document was updated after the answer was given, and has it so no longer.</p>"
        '<p class="cc-ways"><button type="button" data-turn="0">Open the current version</button></p>'
    )


def _turning(name: str, start: int, shown: int, total: int) -> str:
    def button(label: str, to: int, *, off: bool) -> str:
        return f'<button type="button" data-turn="{to}"{" disabled" if off else ""}>{label}</button>'

    return (
        f'<nav class="cc-turning" aria-label="Passages of {safe(name)}">'
        + (button("← Earlier", max(0, start - WINDOW), off=start == 0) if shown < total else "")
        + f"<span>Passages {start + 1:,}–{start + shown:,} of {total:,}</span>"
        + (button("Later →", start + WINDOW, off=start + shown >= total) if shown < total else "")
        + "</nav>"
    )


def _passages(shown: Iterable[Placed], here: Highlight | None) -> Iterable[str]:
    """Renders passages, with their headings where these change."""
    above: str | None = None
    for one in shown:
        passage = one.passage
        row = passage.row
        headings = passage.breadcrumb.removeprefix(one.entry.title).removeprefix(" › ")
        if headings and headings != above:
            yield f'<h3 dir="auto">{safe(headings)}</h3>'
        above = headings
        said = [*headings.split(" › "), row.key if row is not None else ""]
        is_here = here is not None and here.passage == passage.id
        facts = (
            ("page", passage.page),
            ("section", None if passage.section in said else passage.section),
            ("row", row.key if row is not None else None),
            ("sheet", row.sheet if row is not None else None),
            ("sheet row", row.number if row is not None else None),
        )
        told = [f"{name} <bdi>{safe(str(value))}</bdi>" for name, value in facts if value]
        told += ["<strong>cited in the answer</strong>"] if is_here else []
        place = f'<p class="cc-place">{" · ".join(told)}</p>' if told else ""
        text = passage_html(passage.text, here.start, here.end) if here and is_here else safe(passage.text)
        yield (
            f'<article class="cc-passage{" cc-here" if is_here else ""}">{place}'
            f'<p class="cc-text" dir="auto">{text}</p></article>'
        )


def _force(entry: Entry) -> str | None:
    if entry.effective_from and entry.effective_to:
        return f"{entry.effective_from} to {entry.effective_to}"
    if entry.effective_from:
        return f"from {entry.effective_from}"
    return f"until {entry.effective_to}" if entry.effective_to else None
