"""Renders the feedback form under an answer, and keeps what is given with it."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from time import time_ns

from app.citations import Answer
from app.feedback import LONGEST_COMMENT, FeedbackError, Verdict, judge, keep

STORED = "Feedback is stored on this machine, with the question and the answer."
KEPT = "Saved on this machine."
GONE = "The server no longer holds this conversation; ask the question again, then judge its answer."

_THUMB = (
    '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linejoin="round"><path d="M7 10.5v10H3.5v-10zM7 10.5l4.2-7.3c1.7 0 2.8 '
    "1.3 2.5 3l-.6 3.3h5.4c1.5 0 2.5 1.4 2.1 2.8l-1.8 6.4a2.4 2.4 0 0 1-2.3 "
    '1.8H7z"/></svg>'
)
_BUTTONS: tuple[tuple[Verdict, str], ...] = (
    ("up", "Thumbs up: this answer is right"),
    ("down", "Thumbs down: this answer is wrong or missing"),
)


def form_html(key: str, number: int) -> str:
    """Renders the form for one answer.

    Args:
        key: names the answer.
        number: which answer of the conversation it is, from 1.
    """
    thumbs = "".join(
        f'<button type="button" class="cc-thumb" data-verdict="{verdict}" aria-pressed="false" '
        f'title="{label}" aria-label="{label}">{_THUMB}</button>'
        for verdict, label in _BUTTONS
    )
    return (
        f'<div class="cc-feedback" data-answer="{escape(key)}" role="group" '
        f'aria-label="Feedback on answer {number}"><p class="cc-judge">{thumbs}'
        f'<span class="cc-stored">{STORED}</span></p>'
        f'<div class="cc-comment" hidden><textarea rows="2" maxlength="{LONGEST_COMMENT}" dir="auto" '
        f'aria-label="Comment on answer {number}" placeholder="What is right or wrong? (optional)">'
        "</textarea>"
        '<button type="button" class="cc-send">Send comment</button></div>'
        '<p class="cc-kept" role="status"></p></div>'
    )


def take(folder: Path, answers: Iterable[tuple[str, Answer | None]], given: Mapping[str, object]) -> str:
    """Keeps feedback that a browser sent, and renders what became of it.

    Args:
        folder: the library's folder.
        answers: the conversation's answers and their keys.
        given: ``answer`` (a key), ``verdict`` and ``comment``, as they came.
    """
    key, verdict = given.get("answer"), given.get("verdict")
    answer = next((answer for name, answer in answers if name == key), None)
    if answer is None or verdict not in ("up", "down"):
        return _outcome(str(key), GONE, kept=False)
    try:
        keep(folder, judge(str(key), answer, verdict, str(given.get("comment") or "")))
    except FeedbackError as error:
        return _outcome(str(key), str(error), kept=False)
    return _outcome(str(key), KEPT, kept=True)


def _outcome(key: str, text: str, *, kept: bool) -> str:
    """The stamp makes two outcomes in the same words two values, so that the page sees both."""
    text = escape(text.encode("utf-8", "replace").decode("utf-8"))
    key = escape(key.encode("utf-8", "replace").decode("utf-8"))
    return f'<p data-answer="{key}" data-kept="{str(kept).lower()}" data-stamp="{time_ns()}">{text}</p>'
