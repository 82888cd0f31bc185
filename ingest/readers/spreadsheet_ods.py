"""Looks into an ODS file before it is parsed: whether its XML is whole, and how far its cells reach.

The parser does not come back from XML that is not well formed, and lays repeated cells out in full.
"""

from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString


def span(content: bytes) -> tuple[int, int]:
    """Gives the last row and column that hold a value, of all sheets.

    Args:
        content: the part "content.xml".

    Returns:
        The number of rows and columns.

    Raises:
        ValueError: the XML is not well formed, or declares entities.
    """
    handler = _Span()
    try:
        parseString(content, handler)
    except (SAXException, DefusedXmlException, LookupError) as error:  # an encoding nobody knows is looked up
        raise ValueError("the XML is not well formed") from error
    return handler.rows, handler.columns


class _Span(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.rows = self.columns = 0
        self._row = self._column = self._times = self._last = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (named by SAX)
        local = name.rpartition(":")[2]
        if local == "table":
            self._row = 0
        elif local == "table-row":
            self._times = _times(attrs, "table:number-rows-repeated")
            self._column = self._last = 0
        elif local in ("table-cell", "covered-table-cell"):
            self._column += _times(attrs, "table:number-columns-repeated")
            if any(key.endswith("value-type") for key in attrs.getNames()):
                self._last = self._column

    def endElement(self, name: str) -> None:  # noqa: N802 (named by SAX)
        if name.rpartition(":")[2] == "table-row":
            self._row += self._times
            if self._last:
                self.rows = max(self.rows, self._row)
                self.columns = max(self.columns, self._last)


def _times(attrs: AttributesImpl, key: str) -> int:
    value = attrs.get(key, "1")
    return int(value) if value.isdecimal() else 1
