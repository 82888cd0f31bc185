import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ingest.documents import Block, Document
from ingest.encoder import Encoder
from ingest.library import Library, LibraryError


def rules(*texts: str, name: str = "rules.md") -> Document:
    blocks = tuple(Block(text, (f"Section {n}",), f"{n}") for n, text in enumerate(texts, 1))
    return Document(name=name, title="Rules", sha256=str(abs(hash(texts))), blocks=blocks)


def live_texts(library: Library, question: str) -> list[str]:
    by_text = [one for one, _ in library.fulltext.search(question, 10)]
    by_vector = [one for one, _ in library.vectors.search(library.encoder.encode_question(question), 10)]
    assert set(by_text) <= set(by_vector)
    return [placed.passage.text for placed in library.passages(by_vector)]


def test_a_document_is_found_by_text_vector_and_code(library: Library) -> None:
    library.put(rules("Report 63103 for each further segment.", "A visit needs a note."), "here")
    assert live_texts(library, "further segment")[0] == "Report 63103 for each further segment."
    assert list(library.catalogue.with_code("63103").values()) == ["mentioned"]
    assert library.catalogue.with_code("63109") == {}
    assert library.verify() == []


def test_a_new_version_replaces_the_old_one_and_keeps_the_ids_of_what_stayed(library: Library) -> None:
    library.put(rules("First rule stays.", "Second rule is old."), "here")
    before = {p.passage.text: p.passage.id for p in library.catalogue.of_document("rules.md")}
    library.put(rules("First rule stays.", "Second rule is new."), "here")
    after = {p.passage.text: p.passage.id for p in library.catalogue.of_document("rules.md")}
    assert after["First rule stays."] == before["First rule stays."]
    assert set(live_texts(library, "rule")) == {"First rule stays.", "Second rule is new."}
    assert library.verify() == []
    old = library.catalogue.passages([before["Second rule is old."]], live=False)
    assert [(one.passage.text, one.entry.live) for one in old] == [("Second rule is old.", False)]


def test_a_removed_document_is_never_shown_again(library: Library) -> None:
    library.put(rules("One."), "here")
    library.put(rules("Two.", name="other.md"), "here")
    library.remove("rules.md")
    assert [entry.name for entry in library.documents()] == ["other.md"]
    assert live_texts(library, "one two") == ["Two."]
    with pytest.raises(LibraryError, match=r"no document 'rules.md'. It has: other.md"):
        library.remove("rules.md")


def test_nothing_is_embedded_twice(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.put(rules("One rule.", "Another rule."), "here")
    embedded: list[str] = []
    original = Encoder.encode_documents

    def counting(self: Encoder, texts: list[str]) -> object:
        embedded.extend(texts)
        return original(self, texts)

    monkeypatch.setattr(Encoder, "encode_documents", counting)
    library.put(rules("One rule.", "Another rule, changed."), "here")
    assert [text.split("\n")[1] for text in embedded] == ["Another rule, changed."]


def test_the_version_changes_with_every_switch_only(library: Library) -> None:
    first = library.version
    library.put(rules("One."), "here")
    second = library.version
    assert first != second == library.version


def test_another_embedding_model_is_refused(library: Library) -> None:
    with pytest.raises(LibraryError, match="made with the embedding model all-MiniLM-L6-v2-int8, not other"):
        Library(library.folder, Encoder("other"))


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(LibraryError, match="cannot be used"):
        Library(tmp_path / "file")


def test_a_second_process_that_wrote_is_seen_without_restart(library: Library) -> None:
    library.put(rules("An old rule about spinal fusion."), "here")
    assert live_texts(library, "spinal fusion")
    run_other_process(library.folder, "library.put(rules('A new rule about spinal fusion.'), 'here')")
    library.catch_up()
    assert live_texts(library, "spinal fusion") == ["A new rule about spinal fusion."]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["_index", "switch", "_drop"])
def test_a_job_killed_at_any_step_leaves_a_library_that_opens_and_agrees(
    library: Library, encoder: Encoder, step: str
) -> None:
    library.put(rules("The old rule."), "here")
    library.close()
    owner = "library.catalogue" if step == "switch" else "library"
    killed = run_other_process(
        library.folder,
        f"""
        original = {owner}.{step}
        def stop(*arguments, **named):
            original(*arguments) if {step!r} == "_index" else None
            os.kill(os.getpid(), signal.SIGKILL)
        {owner}.{step} = stop
        library.put(rules("The new rule."), "here")
        """,
        check=False,
    )
    assert killed == -signal.SIGKILL
    opened = Library(library.folder, encoder)
    assert opened.verify() == []
    expected = "The new rule." if step == "_drop" else "The old rule."
    assert live_texts(opened, "rule") == [expected]
    opened.put(rules("The new rule."), "here")
    assert live_texts(opened, "rule") == ["The new rule."]
    opened.close()


def run_other_process(folder: Path, body: str, *, check: bool = True) -> int:
    script = f"""
import os, signal, sys
from pathlib import Path
from ingest.library import Library
from tests.ingest.test_library import rules
library = Library(Path({str(folder)!r}))
{textwrap.dedent(body)}
"""
    done = subprocess.run([sys.executable, "-c", script], check=check, env={**os.environ})
    return done.returncode
