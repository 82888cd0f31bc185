"""Several questions in one: each is asked for itself, and each gets a cited answer.

Cutting a question that is one would lose what its halves share, so it is cut only where each side asks
something of its own: after a question mark, or before an "and" that a word of asking follows. The later
ones are follow-ups of the first.
"""

import re

from app.question import content_stems

#: More parts than this are no question any more.
MOST = 4
#: A part has at least so many words.
LEAST = 3
_AUXILIARY = r"(?:can|could|do|does|did|is|are|was|were|should|shall|may|must|will|would|has|have)"
_ASKS = rf"(?:what|which|who|whom|whose|when|where|why|how|{_AUXILIARY})"
#: What turns a clause after "and" into a question of its own: "and is on oxygen" goes on, "and is it" asks.
_ASKS_AGAIN = (
    r"(?:(?:what|which|why|how)\b|who\s+(?:can|could|may|should|must|does)\b"
    rf"|(?:when|where)\s+{_AUXILIARY}\b|{_AUXILIARY}\s+(?:it|they|there|that|this|these|those|he|she|i|we|you"
    r"|one|the|an?|modifiers?|code|cpt|medicare|\d+)\b)"
)
_BORDER = re.compile(
    rf"(?<=\?)\s+(?!if\s+(?:not|so|yes|no)\b)(?=\S)|[,;]?\s+(?=(?:and|plus|&)\s+(?:also\s+)?{_ASKS_AGAIN})|;\s*(?={_ASKS}\b)",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"^\W*{_ASKS}\b|\?\s*$|[:,]\s*{_ASKS}\b", re.IGNORECASE)


def parts_of(text: str) -> tuple[str, ...]:
    """Cuts a text into the questions it asks.

    Args:
        text: what was typed.

    Returns:
        The questions in order; the text itself where it is one question.
    """
    pieces = tuple(piece.strip() for piece in _BORDER.split(text) if piece and piece.strip())
    if not 1 < len(pieces) <= MOST or not _BEGINS.search(pieces[0]):
        return (text,)  # "J44.1 with pneumonia and which goes first?": the first half only sets the scene
    if not all(len(piece.split()) >= LEAST and content_stems(piece) for piece in pieces):
        return (text,)
    return pieces
