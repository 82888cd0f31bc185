"""The words of a Word paragraph: as they are printed once all changes are accepted."""

from dataclasses import dataclass, field

from ingest.readers.sections import fold
from ingest.readers.word_numbers import formatted
from ingest.readers.word_styles import Style, Styles
from ingest.readers.word_xml import Element, W, inside, name, number, switch, value

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DRAWN = (W + "drawing", W + "pict", W + "object")
_SPACES = frozenset(W + tag for tag in ("tab", "br", "cr", "ptab"))
_SYMBOLS = {
    "f0b3": "≥",
    "f0a3": "≤",
    "f0b1": "±",
    "f0b4": "×",
    "f0ae": "→",
    "f0b0": "°",
    "f0fe": "☒",
    "f0a8": "☐",
}


@dataclass
class Words:
    """What a paragraph says.

    Attributes:
        text: its words, folded, with footnotes where they are referred to.
        plain: the same without footnotes.
        notes: the footnotes.
        bold: all of its words are bold.
        breaks_before: page breaks before its first word.
        breaks: page breaks in all.
        hidden: how many words were left out because they are hidden.
        boxes: text boxes that are anchored in it.
        pictures: how many pictures stand in it.
    """

    text: str = ""
    plain: str = ""
    notes: tuple[str, ...] = ()
    bold: bool = False
    breaks_before: int = 0
    breaks: int = 0
    hidden: int = 0
    boxes: list[Element] = field(default_factory=list)
    pictures: int = 0


@dataclass
class _Gathered:
    style: Style
    parts: list[tuple[str, bool, bool]] = field(default_factory=list)  # words, bold, of a footnote
    words: Words = field(default_factory=Words)
    instructing: list[bool] = field(default_factory=list)  # per open field: still in its instruction

    @property
    def silent(self) -> bool:
        """Whether what comes is no result of a field."""
        return any(self.instructing)


@dataclass
class Notes:
    """Footnotes and endnotes by kind and id, counted as they are referred to."""

    elements: dict[tuple[str, str], Element]
    forms: dict[str, str]
    _counts: dict[str, int] = field(default_factory=dict)

    def take(self, kind: str, note_id: str, custom: bool) -> tuple[str, Element | None]:
        """Gives the printed number and the element of a note that is referred to."""
        if not custom:
            self._counts[kind] = self._counts.get(kind, 0) + 1
        count = "" if custom else " " + formatted(self._counts[kind], self.forms.get(kind, "decimal"))
        return f"{kind}{count}", self.elements.get((kind, note_id))


@dataclass
class Reader:
    """Reads paragraphs one after the other.

    Attributes:
        styles: the document's styles.
        notes: its footnotes and endnotes, or None within one.
    """

    styles: Styles
    notes: Notes | None

    def read(self, paragraph: Element, style: Style) -> Words:
        """Reads a paragraph.

        Args:
            paragraph: its element.
            style: its style.

        Returns:
            Its words.
        """
        gathered = _Gathered(style)
        for child in inside(paragraph):
            self._child(child, gathered)
        words, parts = gathered.words, gathered.parts
        words.text = fold("".join(text for text, _, _ in parts))
        words.plain = fold("".join(text for text, _, note in parts if not note))
        words.notes = tuple(fold(text) for text, _, note in parts if note)
        letters = [bold for text, bold, note in parts if not note and any(map(str.isalnum, text))]
        words.bold = bool(letters) and all(letters)
        return words

    def _child(self, child: Element, gathered: _Gathered) -> None:
        tag = name(child)
        if tag == W + "r":
            self._run(child, gathered)
        elif "officeDocument/2006/math" in tag:
            text = "".join(part.text or "" for part in child.iter(_MATH_TEXT))
            gathered.parts.append((text, False, False))

    def _run(self, run: Element, gathered: _Gathered) -> None:
        properties = run.find(W + "rPr")
        named = value(properties, "rStyle")
        style = self.styles.of(named) if named else Style()
        own_bold, own_hidden = switch(properties, "b"), switch(properties, "vanish")
        bold = own_bold if own_bold is not None else style.bold or gathered.style.bold
        hidden = own_hidden if own_hidden is not None else style.hidden or gathered.style.hidden
        for child in inside(run):
            self._piece(child, gathered, bold, hidden)

    def _piece(self, child: Element, gathered: _Gathered, bold: bool, hidden: bool) -> None:
        tag, words = name(child), gathered.words
        if tag == W + "t":
            text = child.text or ""
            if hidden:
                words.hidden += len(text.split())
            elif not gathered.silent:
                gathered.parts.append((text, bold, False))
        elif tag in _SPACES:
            gathered.parts.append((" ", bold, False))
        elif tag == W + "noBreakHyphen":
            gathered.parts.append(("-", bold, False))
        elif tag == W + "sym":
            gathered.parts.append((_symbol(child), bold, False))
        elif tag == W + "lastRenderedPageBreak":
            words.breaks += 1
            if not any(text.strip() for text, _, _ in gathered.parts):
                words.breaks_before += 1
        elif tag == W + "fldChar":
            _field(child.get(W + "fldCharType"), gathered.instructing)
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            self._note(child, tag.removeprefix(W).removesuffix("Reference"), gathered)
        elif tag in _DRAWN:
            boxes = _outermost_boxes(child)
            words.boxes.extend(boxes)
            words.pictures += not boxes
        elif tag == W + "ruby":
            for base in child.findall(f"{W}rubyBase/{W}r"):
                self._run(base, gathered)

    def _note(self, reference: Element, kind: str, gathered: _Gathered) -> None:
        if self.notes is None:  # a note within a note is not Word's
            return
        custom = reference.get(W + "customMarkFollows") in ("1", "true", "on")
        label, note = self.notes.take(kind, str(reference.get(W + "id")), custom)
        if note is None:
            return
        reader = Reader(self.styles, None)
        read = [reader.read(paragraph, Style()).text for paragraph in note.iter(W + "p")]
        if text := fold(" ".join(read)):
            gathered.parts.append((f" [{label}: {text}] ", False, True))


def _field(kind: str | None, instructing: list[bool]) -> None:
    if kind == "begin":
        instructing.append(True)
    elif kind == "separate" and instructing:
        instructing[-1] = False
    elif kind == "end" and instructing:
        instructing.pop()


def _symbol(element: Element) -> str:
    code = str(element.get(W + "char") or "").lower()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    known = len(code) == 4 and all(digit in "0123456789abcdef" for digit in code)
    point = int(code, 16) if known else 0
    return "•" if 0xF000 <= point <= 0xF0FF else chr(point) if 0x20 <= point < 0xD800 else ""


def _outermost_boxes(drawn: Element) -> list[Element]:
    """Lists the text boxes of a drawing; one within another is read with it."""
    found: list[Element] = []
    todo = [drawn]
    while todo:
        element = todo.pop(0)
        if name(element) == W + "txbxContent":
            found.append(element)
        else:
            todo[:0] = [child for child in inside(element) if name(child)]
    return found


def note_forms(settings: Element | None) -> dict[str, str]:
    """Gives how footnotes and endnotes are numbered: endnotes are roman unless the settings say else."""
    return {
        "footnote": value(settings, "footnotePr/numFmt") or "decimal",
        "endnote": value(settings, "endnotePr/numFmt") or "lowerRoman",
    }


def note_elements(kind: str, root: Element | None) -> dict[tuple[str, str], Element]:
    """Lists the notes of a notes part by their id, separators left out."""
    notes = () if root is None else root.findall(W + kind)
    kept = [note for note in notes if note.get(W + "type") in (None, "normal")]
    return {(kind, str(note.get(W + "id"))): note for note in kept if number(note.get(W + "id")) is not None}
