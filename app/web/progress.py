"""Renders how far an upload is, and what became of it."""

import time

from app.web.evidence import safe
from app.web.uploads import Job, Line

_SLOW = 20.0
_PATIENCE = (
    "Long files and scanned pages take a while; where another citecoder process writes to this library, "
    "this waits for it. You can go on asking, and close this page."
)
_ICON = {"in": "✓", "same": "=", "note": "i", "failed": "✕"}


def progress_html(job: Job) -> str:
    """Renders an upload as it stands."""
    finished = job.finished.is_set()
    items = "".join(line_html(line) for line in job.lines)
    done = sum(bool(line.outcomes) for line in job.lines)
    of = len(job.lines)
    if finished:
        head = _summary(job)
    elif job.waiting:
        head = "Waiting for another upload, or a refresh, to finish …"
    else:
        head = f"Taking in file {min(done + 1, of)} of {of} …"
    role = ' role="status"' if finished else ""
    close = '<button type="button" data-dismiss>Dismiss</button>' if finished else ""
    return (
        f'<section class="cc-upload{"" if finished else " cc-busy"}" aria-label="Upload">'
        f'<p class="cc-upload-head"{role}><strong>{head}</strong>{close}</p><ul>{items}</ul></section>'
    )


def told_html(text: str, *, problem: bool = False) -> str:
    """Renders one sentence on what was done, or why it was not."""
    kind, role = ("cc-problem", "alert") if problem else ("cc-told", "status")
    return (
        f'<section class="cc-upload"><p class="cc-upload-head" role="{role}"><span class="{kind}">'
        f'{safe(text)}</span><button type="button" data-dismiss>Dismiss</button></p></section>'
    )


def line_html(line: Line) -> str:
    """Renders how far one file is, or what became of it."""
    name = f'<bdi class="cc-upload-name">{safe(line.name)}</bdi>'
    if line.outcomes:
        told = "".join(
            f'<p class="cc-{outcome.kind}"><span aria-hidden="true">{_ICON[outcome.kind]}</span> '
            f"<span>{safe(outcome.text)}</span></p>"
            for outcome in line.outcomes
        )
        return f"<li>{name}{told}</li>"
    if line.began is None:
        return f'<li class="cc-quiet">{name}<p>waiting</p></li>'
    seconds = time.monotonic() - line.began
    if not line.of:
        patience = f" {_PATIENCE}" if seconds > _SLOW else ""
        return f"<li>{name}<progress></progress><p>Reading, {seconds:.0f} s.{patience}</p></li>"
    bar = f'<progress max="{line.of}" value="{line.done}"></progress>'
    return f"<li>{name}{bar}<p>{_pace(line)}</p></li>"


def _pace(line: Line) -> str:
    told = f"Embedding: {line.done:,} of {line.of:,} texts"
    if line.rate is None:
        return f"{told}."
    left = (line.of - line.done) / line.rate
    remaining = f"{left:.0f} s" if left < 90 else f"{left / 60:.0f} min"
    return f"{told}, {line.rate:.0f} a second, about {remaining} left."


def _summary(job: Job) -> str:
    kinds = [{outcome.kind for outcome in line.outcomes} for line in job.lines]
    taken = sum("in" in kind for kind in kinds)
    failed = sum("failed" in kind for kind in kinds)
    same = sum("same" in kind for kind in kinds)
    parts = [f"{taken} of {len(kinds)} file{'' if len(kinds) == 1 else 's'} taken in"]
    parts += [f"{same} already there"] if same else []
    parts += [f"{failed} failed"] if failed else []
    return "; ".join(parts) + "."
