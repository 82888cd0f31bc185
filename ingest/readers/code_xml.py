"""Parses the XML files that code systems are published in, without entities."""

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.documents import IngestError
from ingest.readers.sections import fold


def parse(path: Path | str, data: bytes, advice: str) -> Element:
    """Parses a file.

    Args:
        path: the file, as messages name it.
        data: its bytes.
        advice: where an undamaged file is found, as the end of a sentence.

    Returns:
        The root element.

    Raises:
        IngestError: the XML is damaged, in no known encoding, or defines entities.
    """
    try:
        root: Element = fromstring(data)
    except ParseError as error:
        line, column = error.position
        what = str(error).partition(":")[0]
        raise IngestError(
            path, f"the XML is damaged ({what}); {advice}", f"line {line}, column {column + 1}"
        ) from error
    except DefusedXmlException as error:
        message = f"the XML defines entities, which can hide other files or grow without end; {advice}"
        raise IngestError(path, message) from error
    except (ValueError, LookupError) as error:  # an encoding that does not exist, or one that it is not in
        raise IngestError(path, f"the XML cannot be decoded ({error}); {advice}") from error
    return root


def words(element: Element | None) -> str:
    """Gives all words of an element, those of elements within it set apart by a space."""
    return "" if element is None else fold(" ".join(element.itertext()))
