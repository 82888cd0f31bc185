"""Renders the list of the documents of a library, with no text of them becoming markup."""

from collections.abc import Sequence
from datetime import date
from time import time_ns

from app.web.evidence import safe
from ingest.catalogue import BUILTIN_SOURCE, Entry
from ingest.readers import SUFFIXES

#: How many titles the line above the question box spells out.
_NAMED = 3
_STARTER = "starter"
UNSTATED = "–"
_NOTHING = "Nothing has been uploaded yet; answers come from the starter library alone."
_EMPTY = "The library is empty. Add the documents that answers are to come from."


def accepted(most: int) -> str:
    """Says which files are taken, and how many bytes they may have."""
    kinds = ", ".join(suffix.removeprefix(".") for suffix in SUFFIXES)
    return f"Takes {kinds}; up to {most / 1e6:,.0f} MB a file."


def state_of(entry: Entry, today: date) -> str:
    """Says whether a document can be asked, and whether its edition is in force."""
    if entry.effective_from and date.fromisoformat(entry.effective_from) > today:
        return f"Ready; in force from {entry.effective_from}"
    if entry.effective_to and date.fromisoformat(entry.effective_to) < today:
        return f"Ready; ended {entry.effective_to}"
    return "Ready; in force" if entry.effective_from or entry.effective_to else "Ready"


def listing_html(entries: Sequence[Entry], scope: Sequence[str], *, today: date) -> str:
    """Renders the table of documents: what people uploaded, and the starter library folded below.

    Args:
        entries: the live documents.
        scope: names of those that are checked.
        today: decides which editions are in force.

    Returns:
        HTML with a stamp: boxes that a person checked are drawn anew also where nothing else differs.
    """
    starter = sorted((e for e in entries if _carried(e) == _STARTER), key=lambda e: e.title.casefold())
    own = sorted((e for e in entries if _carried(e) != _STARTER), key=lambda e: e.ingested_at, reverse=True)
    label = "Uploaded and code sets" if any(e.builtin for e in own) else "Uploaded"
    heads = ("Document", "Edition", "Length", "Passages", "Added", "State")
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    told = _NOTHING if starter else _EMPTY
    bodies = f'<tbody><tr class="cc-group"><td></td><th colspan="7">{told}</th></tr></tbody>'
    if own:
        bodies = _group("own", label, own, scope, today, folded=False)
    if starter:
        bodies += _group("starter", "Starter library", starter, scope, today, folded=True)
    return (
        f'<section class="cc-library" aria-label="Documents" data-stamp="{time_ns()}"><div class="cc-tools">'
        '<input type="search" class="cc-filter" placeholder="Filter by title, file or edition" '
        'aria-label="Filter documents" autocomplete="off" dir="auto">'
        '<p class="cc-picked" role="status"></p></div>'
        '<table><thead><tr><th scope="col" class="cc-pick">Ask&nbsp;only</th>'
        f'{columns}<th scope="col"><span class="cc-unseen">Remove</span></th></tr></thead>{bodies}</table>'
        '<p class="cc-no-match" hidden>No document matches the filter.</p></section>'
    )


def _group(
    key: str, label: str, entries: Sequence[Entry], scope: Sequence[str], today: date, *, folded: bool
) -> str:
    passages = sum(entry.passages for entry in entries)
    tally = f"{_count(len(entries), 'document')}, {_count(passages, 'passage')}"
    return (
        f'<tbody data-group="{key}"{" data-folded" if folded else ""}><tr class="cc-group">'
        f'<td class="cc-pick"><input type="checkbox" data-all aria-label="Ask only: {label}"></td>'
        f'<th colspan="7" scope="rowgroup"><button type="button" data-fold '
        f'aria-expanded="{"false" if folded else "true"}">{label}</button> '
        f'<span class="cc-quiet">{tally}</span></th></tr>'
        f"{''.join(_row(entry, entry.name in scope, today) for entry in entries)}</tbody>"
    )


def _row(entry: Entry, checked: bool, today: date) -> str:
    title, name = safe(entry.title), safe(entry.name)
    facts = (
        ("Edition", entry.edition or UNSTATED),
        ("Length", length_of(entry)),
        ("Passages", f"{entry.passages:,}"),
        ("Added", entry.ingested_at[:10]),
        ("State", state_of(entry, today)),
    )
    cells = "".join(
        f'<td data-label="{label}" dir="auto"{" data-none" if fact == UNSTATED else ""}>{safe(fact)}</td>'
        for label, fact in facts
    )
    again = (
        f"The product carries it; “citecoder ingest --builtin {_carried(entry)}” brings it back."
        if entry.builtin
        else "Answers will no longer quote it. The copy kept from the upload is deleted; your own file stays."
    )
    return (
        f'<tr class="cc-document" data-name="{name}"><td class="cc-pick">'
        f'<input type="checkbox" data-one{" checked" if checked else ""} aria-label="Ask only {title}"></td>'
        f'<td class="cc-title"><button type="button" data-open dir="auto" title="Open {title}">{title}'
        f'</button><span class="cc-file" dir="auto">{name}</span></td>{cells}'
        f'<td class="cc-act"><button type="button" data-remove aria-label="Remove {title}" '
        'title="Remove">Remove</button></td></tr>'
        f'<tr class="cc-confirm" data-name="{name}" hidden><td></td><td colspan="7"><div role="alertdialog" '
        f'aria-label="Remove {title}"><p><strong>Really remove <bdi>{title}</bdi>?</strong> {again}</p><p>'
        '<button type="button" data-really>Yes, remove it</button> '
        '<button type="button" data-keep>Keep it</button></p></div></td></tr>'
    )


def length_of(entry: Entry) -> str:
    """Says how many pages a document has, or how many rows."""
    if entry.pages:
        return _count(entry.pages, "page")
    return _count(entry.rows, "row") if entry.rows else UNSTATED


def scope_html(entries: Sequence[Entry], scope: Sequence[str]) -> str:
    """Renders the line above the question box that says which documents are asked; empty for all."""
    titles = {entry.name: entry.title for entry in entries}
    chosen = [titles[name] for name in scope if name in titles]
    if not chosen:
        return ""
    named = ", ".join(f"<bdi>{safe(title)}</bdi>" for title in chosen[:_NAMED])
    more = f" and {len(chosen) - _NAMED} more" if len(chosen) > _NAMED else ""
    return (
        f'<p class="cc-scope" role="status"><span>Asking {_count(len(chosen), "document")} only: '
        f'<strong>{named}{more}</strong></span> <button type="button" data-clear>Ask all</button></p>'
    )


def _carried(entry: Entry) -> str:
    """Names what the product carries as `--builtin` does; empty for what a person uploaded."""
    return entry.source.removeprefix(BUILTIN_SOURCE).split("/")[0] if entry.builtin else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
