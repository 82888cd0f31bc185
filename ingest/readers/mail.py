"""Reads mail messages (EML): who, when and about what, then what was written; attachments apart."""

import hashlib
import mimetypes
import re
from collections.abc import Container, Iterator
from email import policy
from email.errors import InvalidBase64LengthDefect, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from ingest.documents import Block, Document, IngestError
from ingest.readers import web
from ingest.readers.sections import fold
from ingest.readers.text import decode

_HEAD = ("From", "To", "Cc", "Date", "Subject")
_PROVES = ("From", "Date", "Subject", "Received", "Message-ID")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_QUOTED = re.compile(r"^(?:>[ ]?)+", re.MULTILINE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd\ufeff]")
_NAME_LENGTH = 150
_NOT_MAIL = "the file is not a mail message; save the message as .eml from the mail program."
_TOO_DEEP = "the message holds messages within messages too deep to be read; give the innermost one itself."
_DAMAGED = "its base64 text is cut off or damaged; save the message again from the mail program."


def read(path: Path, data: bytes) -> Document:
    """Reads a mail message; its attachments are left to `attachments`.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, titled with the subject: the first block says from whom, to whom, when and about
        what, then come the paragraphs of the plain text, or of the HTML where there is no plain text.

    Raises:
        IngestError: the file is not a mail message, or its text cannot be decoded.
    """
    message = _parsed(path, data)
    head = [(name, value) for name in _HEAD if (value := _header(message, name))]
    blocks = [Block("; ".join(f"{name}: {value}" for name, value in head))] if head else []
    for part in _parts(message):
        if _is_body(part):
            blocks.extend(_body_blocks(path, part))
    if not blocks:
        raise IngestError(path, "the message holds no words; nothing was taken in.")
    title = _header(message, "Subject") or path.stem
    return Document(path.name, title, hashlib.sha256(data).hexdigest(), tuple(blocks))


def attachments(path: Path, data: bytes) -> list[tuple[str, bytes | IngestError]]:
    """Takes the attachments out of a mail message; forwarded messages are attachments that end in .eml.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        Name of each with its bytes, or with the error that says why it was not read. Names are plain
        file names and none comes twice. Signatures, and pictures that belong to the text, are left out.

    Raises:
        IngestError: the file is not a mail message.
    """
    found: dict[str, bytes | IngestError] = {}
    for part in _parts(_parsed(path, data)):
        if _is_body(part) or part.get_content_type() in _SIGNATURES or _is_picture_of_text(part):
            continue
        name = _free_name(_file_name(part, len(found) + 1), found)
        try:
            found[name] = _payload(Path(f"{path}/{name}"), part)
        except IngestError as error:
            found[name] = error
    return list(found.items())


def _parsed(path: Path, data: bytes) -> Message:
    try:
        # compat32 keeps headers as they are written; the newer policies parse each and fail on wrong ones
        message = BytesParser(policy=policy.compat32).parsebytes(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    except RecursionError as error:
        raise IngestError(path, _TOO_DEEP) from error
    if not any(_header(message, name) for name in _PROVES):
        raise IngestError(path, _NOT_MAIL)
    return message


def _header(message: Message, name: str) -> str:
    """Gives a header's words, decoded."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _decoded_words(str(raw))


def _decoded_words(raw: str) -> str:
    """Decodes encoded words (RFC 2047), and bytes that were written as they are; wrong ones stay."""
    written = raw.encode("utf-8", "surrogateescape")
    try:
        text = written.decode("utf-8")
    except UnicodeDecodeError:
        text = written.decode("windows-1252", "replace")
    try:
        text = str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):  # shown as it is written: nothing is lost
        return fold(_UNSEEN.sub(" ", text))
    return fold(_UNSEEN.sub(" ", text))


def _parts(message: Message) -> Iterator[Message]:
    """Gives the parts that hold no others, in order; of alternatives one."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        children = _children(part)
        if part.get_content_maintype() != "multipart" or not children:
            yield part
            continue
        if part.get_content_type() == "multipart/alternative":
            children = _chosen(children)
        waiting.extend(reversed(children))


def _children(part: Message) -> list[Message]:
    inner = part.get_payload() if part.is_multipart() else []
    return [child for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []


def _chosen(children: list[Message]) -> list[Message]:
    """Chooses the plain text where it says something, else the last, which is the richest (RFC 2046)."""
    plain = [child for child in children if _is_body(child) and child.get_content_type() == "text/plain"]
    told = next((child for child in plain if _says_something(child)), None)
    texts = [child for child in children if _is_body(child) or child.is_multipart()]
    chosen = told or (texts[-1] if texts else None)
    return [child for child in children if child is chosen or not any(child is text for text in texts)]


def _says_something(part: Message) -> bool:
    content = part.get_payload(decode=True)
    return isinstance(content, bytes) and bool(content.strip())


def _is_body(part: Message) -> bool:
    if part.get_content_type() not in ("text/plain", "text/html") or part.is_multipart():
        return False
    return part.get_content_disposition() != "attachment" and not part.get_filename()


def _is_picture_of_text(part: Message) -> bool:
    shown_within = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    return part.get_content_maintype() == "image" and shown_within


def _payload(path: Path, part: Message) -> bytes:
    """Gives the bytes of a part, its transfer encoding taken off."""
    children = _children(part)
    if children:  # a forwarded message, or the report that one was not delivered
        try:
            return b"\n".join(child.as_bytes() for child in children)
        except (LookupError, ValueError, TypeError, RecursionError) as error:
            message = "this forwarded message is damaged; save it apart from the mail program and give it."
            raise IngestError(path, message) from error
    content = part.get_payload(decode=True)
    if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        raise IngestError(path, _DAMAGED)
    return content if isinstance(content, bytes) else b""


def _body_blocks(path: Path, part: Message) -> Iterator[Block]:
    content = _payload(path, part)
    if not content.strip():
        return
    text = _text(path, content, part)
    if part.get_content_type() == "text/html":
        yield from web.blocks_of(text)
        return
    for paragraph in re.split(r"\n[^\S\n]*\n", _QUOTED.sub("", text)):
        if words := fold(paragraph):
            yield Block(words)


def _text(path: Path, content: bytes, part: Message) -> str:
    """Decodes a text by the encoding that its part declares, else by what its bytes prove."""
    declared = part.get_content_charset() or "utf-8"
    if re.fullmatch(r"[\w.:-]+", declared) and not declared.startswith(("utf-7", "utf-16", "utf-32")):
        text = _strictly(content, declared)
        if text is not None:
            return decode(path, text.encode())
    return web.decoded(path, content) if part.get_content_type() == "text/html" else decode(path, content)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (LookupError, UnicodeError):  # a wrong declaration; the bytes decide
        return None


def _file_name(part: Message, number: int) -> str:
    """Gives the plain name of an attachment, whatever path it claims."""
    kind = part.get_content_type()
    suffix = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ".bin"
    if part.is_multipart() and suffix != ".eml":
        suffix = ".txt"
    claimed = _decoded_words(part.get_filename() or "").replace("\\", "/")
    name = PurePosixPath(claimed).name.lstrip(".") if claimed else ""
    if not name and kind == "message/rfc822" and (children := _children(part)):
        name = fold(re.sub(r"[/\\:]", " ", _header(children[0], "Subject")))[:_NAME_LENGTH].strip(" .")
    if not name:
        return f"attachment-{number}{suffix}"
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if suffix == ".eml" and ending.lower() != ".eml":
        stem, ending = name, suffix
    return f"{stem[:_NAME_LENGTH]}{(ending or suffix)[:20]}"


def _free_name(name: str, taken: Container[str]) -> str:
    """Gives a name that no other attachment has."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    free, number = name, 2
    while free in taken:
        free, number = f"{stem} ({number}){suffix}", number + 1
    return free
