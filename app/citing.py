"""Makes citations of passages: the exact characters, and where they stand."""

from collections.abc import Sequence

from app.citations import Citation, Locator
from app.retrieve import Retrieved


def cite(found: Retrieved, n: int, start: int, end: int, column: str | None = None) -> Citation:
    """Makes the citation of some characters of a retrieved passage.

    Args:
        found: the passage.
        n: number of the citation, from 1.
        start: offset of the quote.
        end: where it ends.
        column: of a row, the columns that answer.
    """
    passage, entry = found.placed.passage, found.placed.entry
    row = passage.row
    return Citation(
        n=n,
        document=entry.name,
        title=entry.title,
        edition=entry.edition,
        locator=Locator(
            page=passage.page_at(start),
            section=passage.section,
            row=row.key if row else None,
            row_number=row.number if row else None,
            sheet=row.sheet if row else None,
            column=column,
        ),
        breadcrumb=passage.breadcrumb,
        passage_id=passage.id,
        passage=passage.text,
        rank=found.rank,
        score=found.score,
        quote=passage.text[start:end],
        start=start,
        end=end,
    )


def nearest(found: Sequence[Retrieved], cited: Sequence[Citation]) -> list[Citation]:
    """Shows the passages that no sentence cites, each quoted whole, numbered after the citations."""
    taken = {citation.passage_id for citation in cited}
    first = max((citation.n for citation in cited), default=0) + 1
    rest = [one for one in found if one.placed.passage.id not in taken]
    return [cite(one, n, 0, len(one.placed.passage.text)) for n, one in enumerate(rest, first)]
