import base64
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.documents import Document, IngestError
from ingest.readers import mail
from tests.ingest.readers.damage import damaged, read_or_refused

MAIL = Path("mail.eml")
PLAIN = "Hello,\n\nplease report 63102\nonce per session.\n\n> Quoted words\n> go on.\n"
HTML = "<h2>Änderung</h2><p>Report when:</p><ul><li>one</li><li>two</li></ul>"


def message(subject: str = "Frage zu 63102 – Änderung") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Anna Müller <anna@example.org>"
    made["To"] = "coding@example.org"
    made["Date"] = "Fri, 31 Jan 2025 10:00:00 +0100"
    made["Subject"] = subject
    return made


def whole() -> EmailMessage:
    made = message()
    made.set_content(PLAIN)
    made.add_alternative(HTML, subtype="html")
    made.add_attachment(b"%PDF-1.7 bytes", maintype="application", subtype="pdf", filename="régles.pdf")
    made.add_attachment("one line", filename="notes.txt")
    return made


def given_mail(made: EmailMessage) -> Document:
    return mail.read(MAIL, bytes(made))


def texts(made: EmailMessage) -> list[str]:
    return [block.text for block in given_mail(made).blocks]


def test_the_head_is_the_first_block_and_the_subject_is_the_title() -> None:
    document = given_mail(whole())
    assert document.title == "Frage zu 63102 – Änderung"
    assert document.blocks[0].text == (
        "From: Anna Müller <anna@example.org>; To: coding@example.org;"
        " Date: Fri, 31 Jan 2025 10:00:00 +0100; Subject: Frage zu 63102 – Änderung"
    )


def test_plain_text_comes_before_html() -> None:
    assert texts(whole())[1:] == ["Hello,", "please report 63102 once per session.", "Quoted words go on."]


def test_html_is_read_where_there_is_no_plain_text() -> None:
    made = message()
    made.set_content(HTML, subtype="html")
    assert texts(made)[1:] == ["Report when: • one • two"]
    assert given_mail(made).blocks[1].headings == ("Änderung",)
    empty = message()
    empty.set_content("\n")
    empty.add_alternative(HTML, subtype="html")
    assert texts(empty)[1:] == ["Report when: • one • two"]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_transfer_encodings_and_charsets_are_read(encoding: str, charset: str) -> None:
    made = message()
    made.set_content("Prüfung für alle größeren Fälle.\n", charset=charset, cte=encoding)
    assert texts(made)[1:] == ["Prüfung für alle größeren Fälle."]


def test_a_wrong_charset_is_not_believed() -> None:
    data = b"From: a@b.c\nContent-Type: text/plain; charset=no-such\n\nPr\xc3\xbcfung.\n"
    assert mail.read(MAIL, data).blocks[1].text == "Prüfung."
    assert mail.read(MAIL, data.replace(b"no-such", b"us-ascii")).blocks[1].text == "Prüfung."


def test_attachments_have_plain_names_and_their_bytes() -> None:
    made = whole()
    made.add_attachment(b"again", maintype="application", subtype="pdf", filename="../../régles.pdf")
    made.add_attachment(b"no name", maintype="application", subtype="pdf")
    inner = message("Inner / question")
    inner.set_content("Inner words.")
    made.add_attachment(inner)
    found = mail.attachments(MAIL, bytes(made))
    assert [name for name, _ in found] == [
        "régles.pdf",
        "notes.txt",
        "régles (2).pdf",
        "attachment-4.pdf",
        "Inner question.eml",
    ]
    assert found[0][1] == b"%PDF-1.7 bytes"
    assert found[1][1] == b"one line\n"
    forwarded = found[-1][1]
    assert isinstance(forwarded, bytes)
    assert mail.read(Path("Inner.eml"), forwarded).blocks[-1].text == "Inner words."


def test_pictures_of_the_text_and_signatures_are_no_attachments() -> None:
    made = message()
    made.set_content(HTML, subtype="html")
    made.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<logo>")
    made.make_mixed()
    made.add_attachment(b"sign", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert mail.attachments(MAIL, bytes(made)) == []


def test_a_damaged_attachment_is_its_own_failure() -> None:
    made = whole()
    data = bytes(made).replace(base64.b64encode(b"%PDF-1.7 bytes"), b"JVBER")
    found = dict(mail.attachments(MAIL, data))
    assert "base64" in str(found["régles.pdf"])
    assert found["notes.txt"] == b"one line\n"
    assert mail.read(MAIL, data).blocks


@pytest.mark.parametrize("data", [b"just words", b"no: mail\n\nwords", b"\n\n\n", b"\xff\xfe\x00"])
def test_what_is_no_mail_is_refused(data: bytes) -> None:
    with pytest.raises(IngestError, match="not a mail message"):
        mail.read(MAIL, data)


def test_messages_within_messages_have_an_end() -> None:
    part = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    inner = b"".join(part % (number, number) for number in range(3_000))
    read_or_refused(mail.read, "mail.eml", b"From: a@b.c\n" + inner + b"\nwords")
    forwarded = b"Content-Type: message/rfc822\n\n" * 3_000
    read_or_refused(mail.read, "mail.eml", b"From: a@b.c\n" + forwarded + b"\nwords")


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_damaged_mails_give_a_document_or_a_sentence(data: st.DataObject) -> None:
    drawn = data.draw(damaged(bytes(whole())))
    read_or_refused(mail.read, "mail.eml", drawn)
    refused = "."
    try:
        mail.attachments(MAIL, drawn)
    except IngestError as error:
        refused = error.message
    assert refused.endswith(".")


@example(b"=?utf\xf4?q?words?=", b"text/plain", b"a.txt")
@given(st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=80))
@settings(max_examples=150, deadline=None)
def test_headers_may_hold_anything(subject: bytes, kind: bytes, name: bytes) -> None:
    head = b"From: a@b.c\nSubject: " + subject.replace(b"\n", b" ").replace(b"\r", b" ") + b"\nContent-Type: "
    data = head + kind + b"\nContent-Disposition: attachment; filename=" + name + b"\n\nwords\n"
    read_or_refused(mail.read, "mail.eml", data)
    mail.attachments(MAIL, b"From: a@b.c\n" + data)
