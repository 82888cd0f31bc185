"""Renders how up to date a library is, what a refresh does, and what one would do."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePath

from app.web.evidence import safe
from app.web.progress import line_html
from app.web.refresh_job import RefreshJob
from ingest.catalogue import BUILTIN_SOURCE
from ingest.refresh import Failure, LastRefresh
from ingest.report import Change
from ingest.sources import BUILTIN, FOLDER, UPLOADS, Source

#: How many changed files, and how many failures, are shown before the rest is only counted.
SHOWN = 50
NEVER = "Never refreshed; the documents are as they were when they were added."
NO_SOURCE = "No file or folder is registered yet. What is uploaded or ingested is."
BUSY = "This library is being refreshed by {who}. Nothing was started here; try again when that is finished."
ELSEWHERE = "Being refreshed now by {who}. Questions are answered meanwhile."
_KINDS = {"new": "new", "changed": "changed", "moved": "moved", "vanished": "gone"}


def panel_html(
    last: LastRefresh | None,
    sources: Sequence[Source],
    version: str,
    *,
    job: RefreshJob | None = None,
    told: str = "",
    elsewhere: str | None = None,
) -> str:
    """Renders the panel.

    Args:
        last: the last refresh, if there was one.
        sources: what a refresh looks at.
        version: the library's, now.
        job: a refresh of this page that is under way, or has just ended.
        told: one more sentence for the person who pressed a button.
        elsewhere: the process that refreshes the library now, if it is another one.
    """
    busy = job is not None and not job.finished.is_set()
    off = " disabled" if busy else ""
    state = f'<p class="cc-refresh-state">{_state(last, version)}</p>'
    buttons = (
        f'<p class="cc-refresh-do"><button type="button" data-do="preview"{off}>What would change?</button> '
        f'<button type="button" data-do="refresh"{off}>Refresh now</button></p>'
    )
    now = ""
    if busy and job is not None:
        now = _progress(job)
    elif elsewhere:
        now = f'<p class="cc-refresh-now" role="status">{safe(ELSEWHERE.format(who=elsewhere))}</p>'
    previewed = job is not None and (busy or job.dry_run)
    return (
        f'<section class="cc-refresh{" cc-busy" if busy else ""}" aria-label="Refresh">'
        f'<div class="cc-refresh-head">{state}{buttons}</div>{now}{_outcome(job)}'
        f"{_alert(told) if told else ''}{'' if previewed else _last(last)}{_sources(sources)}</section>"
    )


def _alert(sentence: str) -> str:
    return f'<p class="cc-problem" role="alert">{safe(sentence)}</p>'


def _state(last: LastRefresh | None, version: str) -> str:
    of = f' <span class="cc-quiet">Library version {safe(version)}</span>'
    if last is None:
        return f"{NEVER}{of}"
    at = datetime.fromisoformat(last.at)
    when = f'<time datetime="{safe(last.at)}">{at:%Y-%m-%d %H:%M}</time>'
    return f"<strong>Last refresh {when}</strong>: {_counts(last)}.{of}"


def _counts(last: LastRefresh) -> str:
    failed = last.failures or len(last.failed)
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (last.added, "added"),
            (last.updated, "updated"),
            (last.removed, "removed"),
            (last.moved, "moved"),
        )
        if number
    ]
    parts = parts or ["nothing changed"]
    parts += [f"{last.unchanged:,} unchanged"]
    told = ", ".join(parts)
    return f'{told}, <span class="cc-problem">{failed:,} failed</span>' if failed else told


def _progress(job: RefreshJob) -> str:
    done, of = job.checked
    inside = ""
    if job.waiting:
        head = "Waiting for an upload to finish …"
    elif job.busy_with:
        head = f"Waiting for {safe(job.busy_with)}, which refreshes this library …"
    elif job.line is not None:
        number, files = job.place
        head = f"Taking in file {number:,} of {files:,} …"
        inside = f"<ul>{line_html(job.line)}</ul>"
    elif of:
        head = f"Comparing files: {done:,} of {of:,} …"
        inside = f'<progress max="{of}" value="{done}"></progress>'
    else:
        head = "Looking for files …"
        inside = "<progress></progress>"
    return f'<div class="cc-refresh-now"><strong>{head}</strong>{inside}</div>'


def _outcome(job: RefreshJob | None) -> str:
    """Renders what a job came to that the last refresh does not tell: a dry run, or why it stopped."""
    if job is None or not job.finished.is_set():
        return ""
    if job.problem or job.report is None:
        return _alert(job.problem)
    if not job.dry_run:
        return '<p class="cc-refresh-now" role="status">Refreshed; answers come from this state now.</p>'
    report = job.report
    if not report.changes:
        head = "A refresh would change nothing."
    else:
        count = len(report.changes)
        head = f"A refresh would take in {count:,} change{'' if count == 1 else 's'}; nothing was done yet."
    return (
        f'<div class="cc-refresh-now" role="status"><p><strong>{head}</strong></p>'
        f"{_changes(report.changes, len(report.changes))}{_failures(report.failed, len(report.failed))}</div>"
    )


def _last(last: LastRefresh | None) -> str:
    if last is None:
        return ""
    failures = _failures(last.failed, last.failures)
    if not last.changes:
        return failures
    count = last.added + last.updated + last.removed + last.moved
    return (
        f"{failures}<details><summary>What the last refresh changed</summary>"
        f"{_changes(last.changes, max(count, len(last.changes)))}</details>"
    )


def _changes(changes: Sequence[Change], count: int) -> str:
    items = [
        f'<li><span class="cc-kind">{_KINDS.get(one.change, one.change)}</span> {_path(one.path)}'
        + (f' <span class="cc-quiet">was {_path(one.was)}</span>' if one.was else "")
        + "</li>"
        for one in changes[:SHOWN]
    ]
    return _list(items, count, "change")


def _failures(failures: Sequence[Failure], count: int) -> str:
    items = []
    for one in failures[:SHOWN]:
        where = f" ({safe(one.where)})" if one.where else ""
        said = f"{_name(one.path)}{where}: {safe(one.error)}{_folder(one.path)}"
        items.append(f'<li class="cc-failed">{said}</li>')
    return _list(items, max(count, len(failures)), "failure")


def _list(items: Sequence[str], count: int, noun: str) -> str:
    if not items:
        return ""
    more = count - len(items)
    rest = f'<li class="cc-quiet">and {more:,} more {noun}{"" if more == 1 else "s"}</li>' if more > 0 else ""
    return f"<ul>{''.join(items)}{rest}</ul>"


def _path(path: str) -> str:
    """Renders a file's name first, since its folder is long and its end is what tells files apart."""
    return f"{_name(path)}{_folder(path)}"


def _name(path: str) -> str:
    return f'<bdi class="cc-path" title="{safe(path)}">{safe(PurePath(path).name or path)}</bdi>'


def _folder(path: str) -> str:
    folder = str(PurePath(path).parent)
    return "" if folder == "." else f' <span class="cc-quiet cc-folder"><bdi>{safe(folder)}</bdi></span>'


def _sources(sources: Iterable[Source]) -> str:
    items = [_source(one) for one in sources]
    if not items:
        return f'<p class="cc-quiet">{NO_SOURCE}</p>'
    noun = f"{len(items):,} source{'' if len(items) == 1 else 's'}"
    return (
        f"<details><summary>Looks at {noun}</summary>"
        f'<ul>{"".join(items)}</ul><p class="cc-quiet">A folder is looked through with all beneath it. '
        "“citecoder library forget SOURCE” takes one out.</p></details>"
    )


def _source(source: Source) -> str:
    if source.kind == UPLOADS:
        named = "What was uploaded on this page"
    elif source.kind == BUILTIN:
        named = f"What the product carries: {safe(source.path.removeprefix(BUILTIN_SOURCE))}"
    else:
        kind = "folder" if source.kind == FOLDER else "file"
        named = f'<span class="cc-kind">{kind}</span> <bdi class="cc-path">{safe(source.path)}</bdi>'
    given = [f"title “{source.title}”"] if source.title else []
    given += [f"edition “{source.edition}”"] if source.edition else []
    given += [f"since {source.registered_at[:10]}"] if source.registered_at else []
    return f'<li>{named} <span class="cc-quiet">{safe(", ".join(given))}</span></li>'
