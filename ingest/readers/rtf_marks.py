"""Rewrites RTF so that what striprtf makes of it still tells paragraphs, cells, headings and bold words.

striprtf gives the words and drops how they stand. Here the marks that matter become noncharacters,
which no text holds, and what striprtf has no use for is left out: pictures, styles, instructions of
fields. What remains cannot drive its expressions into long searches either.
"""

import codecs
import re
from dataclasses import dataclass, field, replace

from striprtf.striprtf import charset_map, destinations, specialchars

from ingest.readers.rtf_state import State, after

END, ENDED = "\ufdd4", "\ufdd5"  # around what is known of the paragraph, cell or row that ends here
NUMBER, NUMBERED = "\ufdd6", "\ufdd7"  # around an automatic number
BOLD, PLAIN = "\ufdd0", "\ufdd1"
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}]+)|(\\)", re.DOTALL
)
_PICTURES = {"pict", "objdata", "themedata", "colorschememapping", "datastore", "shprslt"}
_RUNNING = {"header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr"}
_TABLES = {"stylesheet", "listtable", "listoverridetable", "rsidtbl", "xmlnstbl", "latentstyles", "colortbl"}
_KEPT_APART = {
    "filetbl",
    "revtbl",
    "info",
    "sp",
    "fonttbl",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "pnseclvl",
    "pn",
}
_DROPPED = frozenset(_PICTURES | _RUNNING | _TABLES | _KEPT_APART | {"nesttableprops"})
_ENDS = frozenset({"par", "sect", "page", "column"})
_READ = frozenset({"shp", "shpinst", "shptxt", "footnote", "pntext"})  # destinations that hold words
_KEPT = (destinations | frozenset(specialchars) | {"f", "deff"}) - _DROPPED - _READ - _ENDS
_MOST_FONTS = 2000


@dataclass
class Marked:
    """RTF with marks.

    Attributes:
        text: for striprtf.
        hidden: how many words were left out because they are hidden.
    """

    text: str
    hidden: int


@dataclass
class _Scan:
    rtf: str
    out: list[str] = field(default_factory=list)
    state: State = field(default_factory=State)
    stack: list[State] = field(default_factory=list)
    styles: dict[int, str] = field(default_factory=dict)
    fonts: dict[int, int] = field(default_factory=dict)
    notes: int = 0
    hidden: int = 0
    header: bool = False
    dropping: str = ""
    dropped_at: int = 0
    number: int = 0

    def run(self) -> Marked:
        at, end = 0, len(self.rtf)
        listed = "\\listtext" in self.rtf
        while at < end:
            token = _TOKEN.match(self.rtf, at)
            if token is None:
                break
            at = token.end()
            word, number, hexes, char, brace, text, _ = token.groups()
            if word == "bin":  # bytes that may look like anything
                at += min(max(int(number or 0), 0), end)
            elif brace:
                self._brace(brace)
            elif self.dropping:
                self._drop(word, number, text)
            elif word:
                self._word(word, None if number is None else int(number), at, listed)
            elif text:
                self._words(text)
            elif hexes and not self._silent:
                self.out.append(f"\\'{hexes}")
            elif char:
                self._char(char, at)
        return Marked("".join(self.out), self.hidden)

    @property
    def _silent(self) -> bool:
        return self.state.hidden or self.state.deleted

    def _words(self, text: str) -> None:
        if self.state.hidden:
            self.hidden += len(text.split())
        elif not self.state.deleted:
            self.out.append(_NONCHARACTERS.sub("", text))

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self.stack.append(self.state)
            if not self.dropping:
                self.state = replace(self.state, closing="")
                self.out.append("{")
            return
        before = self.stack.pop() if self.stack else State()
        if self.dropping:
            if len(self.stack) >= self.dropped_at:
                return
            if self.dropping == "fonttbl":
                self.out.append(_font_table(self.fonts))
            self.dropping = ""
        self.out.append(self.state.closing + "}")
        if self.state.bold != before.bold:
            self.out.append(BOLD if before.bold else PLAIN)
        self.state = before

    def _drop(self, word: str | None, number: str | None, text: str | None) -> None:
        if self.dropping not in ("fonttbl", "stylesheet"):
            return
        if word == ("f" if self.dropping == "fonttbl" else "s") and number is not None:
            self.number = int(number)
        elif word == "fcharset" and number is not None and len(self.fonts) < _MOST_FONTS:
            self.fonts[self.number] = int(number)
        elif text and self.dropping == "stylesheet" and text.strip().endswith(";"):
            self.styles.setdefault(self.number, text.strip(" ;\r\n"))
            self.number = 0

    def _char(self, char: str, at: int) -> None:
        if char in "\r\n":
            self._end("p")
        elif char == "*" and not self.rtf.startswith(("\\shpinst", "\\pntext"), at):
            self.out.append("\\*")
        elif self._silent:
            return
        elif char == "\\":
            self.out.append("\\'5c")  # an escaped one could be taken for the start of a word
        elif char in "{}~":
            self.out.append("\\" + char)
        elif char == "_":
            self.out.append("-")

    def _end(self, kind: str) -> None:
        if self.state.deleted:
            return
        if self.state.note:
            self.out.append(" ")
            return
        held = self.state
        level = "" if held.level is None else held.level
        flags = int(held.contents), int(held.in_table), int(self.header)
        told = ",".join(map(str, (kind, level, *flags, held.left, held.list_id, held.depth)))
        self.out.append(f"{END}{told}{ENDED}")

    def _word(self, word: str, number: int | None, at: int, listed: bool) -> None:
        if word in _DROPPED:
            self.dropping, self.dropped_at, self.number = word, len(self.stack), 0
        elif word in _ENDS:
            self._end("p")
        elif word in ("cell", "row"):
            self._end(word[0])
        elif word == "nestcell":
            self.out.append(" ")
        elif word in ("u", "uc", "ansicpg"):
            self._encoded(word, number)
        elif word in ("footnote", "listtext", "pntext", "shptxt"):
            self._held(word, at, listed)
        elif word in _KEPT and not (self._silent and word in specialchars):
            self.out.append(f"\\{word}{'' if number is None else number} ")
        else:
            self._look(word, number)

    def _encoded(self, word: str, number: int | None) -> None:
        if word == "uc":
            self.out.append(f"\\uc{number if number is not None and 0 <= number <= 99 else 1} ")
        elif word == "ansicpg" and number is not None:
            self.out.append(f"\\ansicpg{abs(number)} ")
        elif word == "u" and number is not None and not self._silent:
            known = -0x8000 <= number <= 0xFFFF and not 0xFDD0 <= number % 0x10000 <= 0xFDEF
            self.out.append(f"\\u{number if known else 63} ")

    def _held(self, word: str, at: int, listed: bool) -> None:
        if word == "footnote":
            kind = "endnote" if self.rtf.startswith("\\ftnalt", at) else "footnote"
            self.notes += 1
            self.out.append(f" [{kind} {self.notes}: ")
            self.state = replace(self.state, note=True, closing="] ")
        elif word == "shptxt":
            self._end("p")
        elif word == "pntext" and listed:  # the same number, for programs that do not know listtext
            self.dropping, self.dropped_at = word, len(self.stack)
        else:
            self.out.append(NUMBER)
            self.state = replace(self.state, closing=NUMBERED)

    def _look(self, word: str, number: int | None) -> None:
        bold = self.state.bold
        if word in ("trowd", "trhdr"):
            self.header = word == "trhdr"
        self.state = after(self.state, word, number, self.styles)
        if self.state.bold != bold:
            self.out.append(BOLD if self.state.bold else PLAIN)


def _font_table(fonts: dict[int, int]) -> str:
    """Writes the table of fonts in the plainest form; a charset that Python lacks is left out."""
    entries = []
    for font, charset in fonts.items():
        try:
            codecs.lookup(charset_map.get(charset, "cp1252"))
        except LookupError:
            continue
        if charset in charset_map and font >= 0:
            entries.append(f"{{\\f{font}\\fcharset{charset} x;}}")
    return "\\fonttbl" + "".join(entries)


def marked(rtf: str) -> Marked:
    """Rewrites RTF.

    Args:
        rtf: the file's text.

    Returns:
        RTF that striprtf turns into words and marks.
    """
    return _Scan(rtf).run()
