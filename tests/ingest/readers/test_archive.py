import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import IngestError
from ingest.readers import archive
from tests.ingest.readers.damage import damaged

BUNDLE = Path("bundle.zip")
RULES = b"# Rules\n\nReport 63102 once.\n" * 40


def packed(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as bundle:
        for name, content in files:
            bundle.writestr(name, content)
    return made.getvalue()


def opened(data: bytes) -> dict[str, bytes | str]:
    found = list(archive.members(BUNDLE, data))
    assert len({name for name, _ in found}) == len(found)
    return {name: content.message if isinstance(content, IngestError) else content for name, content in found}


def said(data: bytes) -> list[tuple[str, bytes | IngestError]]:
    return list(archive.members(BUNDLE, data))


def test_files_come_with_their_place_and_what_systems_add_is_left_out() -> None:
    data = packed(
        ("rules.md", RULES),
        ("folder/", b""),
        ("folder/inner.txt", b"words"),
        ("__MACOSX/._rules.md", b"x"),
        (".DS_Store", b"x"),
        ("folder/.hidden", b"x"),
        ("Thumbs.db", b"x"),
    )
    assert opened(data) == {"rules.md": RULES, "folder/inner.txt": b"words"}


def test_archives_within_the_archive_are_opened_two_deep() -> None:
    deepest = packed(("c.txt", b"c"))
    data = packed(
        ("one.zip", packed(("b.txt", b"b"), ("two.zip", packed(("three.zip", deepest), ("d.txt", b"d")))))
    )
    found = opened(data)
    assert found["one.zip/b.txt"] == b"b"
    assert found["one.zip/two.zip/d.txt"] == b"d"
    assert "lies deeper" in str(found["one.zip/two.zip/three.zip"])
    assert len(found) == 3


def test_a_broken_archive_within_is_one_failure_and_the_rest_goes_in() -> None:
    found = opened(packed(("one.zip", b"PK no archive"), ("b.txt", b"b")))
    assert found["b.txt"] == b"b"
    assert "damaged" in str(found["one.zip"])


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:\\up.txt", "..\\up.txt"])
def test_names_that_point_outside_are_refused_and_the_rest_goes_in(name: str) -> None:
    found = said(packed((name, b"x"), ("b.txt", b"b")))
    assert [content for _, content in found if not isinstance(content, IngestError)] == [b"b"]
    assert "outside the archive" in str(found[0][1])


def test_a_name_that_comes_twice_is_read_once() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        found = said(packed(("a.txt", b"first"), ("a.txt", b"second")))
    assert found[0] == ("a.txt", b"first")
    assert "twice" in str(found[1][1])


def test_a_wrong_checksum_is_the_failure_of_its_file_only() -> None:
    data = packed(("a.txt", b"first words"), ("b.txt", b"b"), method=zipfile.ZIP_STORED)
    found = opened(data.replace(b"first", b"fXrst", 1))
    assert "checksum" in str(found["a.txt"])
    assert found["b.txt"] == b"b"


def test_encrypted_files_links_and_other_packings_are_refused_by_name() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    data = bytearray(packed(("a.txt", b"a"), (link, b"/etc/passwd"), ("b.txt", b"b")))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    found = opened(bytes(data))
    assert "encrypted" in str(found["a.txt"])
    assert "link" in str(found["link.txt"])
    assert found["b.txt"] == b"b"
    assert "method" in str(opened(packed(("a.txt", RULES), method=zipfile.ZIP_BZIP2))["a.txt"])


def test_a_false_size_is_not_believed() -> None:
    data = bytearray(packed(("a.txt", RULES), ("b.txt", b"b")))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (5).to_bytes(4, "little")
    found = opened(bytes(data))
    assert "damaged" in str(found["a.txt"])
    assert found["b.txt"] == b"b"


def test_an_exploding_archive_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed(("a.txt", b"before"), ("bomb.txt", b"\0" * 30_000_000), ("z.txt", b"after"))
    found = said(bomb)
    assert found[0] == ("a.txt", b"before")
    assert "200 times its size" in str(found[-1][1])
    assert "after a.txt" in str(found[-1][1])
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 100)
    assert "split it" in str(opened(packed(("big.txt", RULES), ("b.txt", b"b")))["big.txt"])
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    many = said(packed(*((f"{number}.txt", b"x") for number in range(6))))
    assert [name for name, _ in many[:-1]] == ["0.txt", "1.txt", "2.txt"]
    assert "more than 3 files" in str(many[-1][1])


def test_names_in_other_encodings_are_read() -> None:
    data = packed(("règles.txt", b"words"))
    assert opened(data) == {"règles.txt": b"words"}
    at = data.find(b"PK\x01\x02")
    unsaid = bytearray(data)  # UTF-8 that does not say so
    unsaid[at + 9] &= ~8 & 0xFF
    unsaid[7] &= ~8 & 0xFF
    assert opened(bytes(unsaid)) == {"règles.txt": b"words"}
    wrong = data.replace("è".encode(), b"\xe8\xff")  # says UTF-8 and is not
    assert list(opened(wrong).values()) == [b"words"]


def test_what_is_no_archive_or_holds_nothing_is_refused() -> None:
    for data in (b"no archive", b"PK\x03\x04" + b"x" * 50, packed(), packed((".hidden", b"x"))):
        with pytest.raises(IngestError) as caught:
            said(data)
        assert caught.value.message.endswith(".")


REAL = packed(("rules.md", RULES), ("inner.zip", packed(("b.txt", b"b" * 50))), ("é.txt", b"words"))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_archives_give_files_or_sentences(data: st.DataObject) -> None:
    refused = ["."]
    try:
        for name, content in archive.members(BUNDLE, data.draw(damaged(REAL))):
            assert isinstance(name, str)
            refused.append(content.message if isinstance(content, IngestError) else ".")
    except IngestError as error:
        refused.append(error.message)
    assert all(message.endswith(".") for message in refused)


def test_a_file_without_a_name_is_refused() -> None:
    data = packed(("a.txt", b"a"), ("b.txt", b"b")).replace(b"a.txt", b"\0.txt")
    found = said(data)
    assert "its name" in str(found[0][1])
    assert found[1] == ("b.txt", b"b")
