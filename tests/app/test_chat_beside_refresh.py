"""People ask while another process refreshes: no error, no deleted passage, the new version at once."""

import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.answer import Assistant
from app.citations import Answer
from ingest.library import Library
from ingest.refresh import ingest

REFRESHES = 20
QUESTION = "Which release of the policy sets the fee for 63103?"
#: Run in another process: edits the document, refreshes, and says when the new version was live.
JOB = """
import sys, time
from pathlib import Path
from ingest.library import Library
from ingest.refresh import refresh
from tests.app.test_chat_beside_refresh import write
library, path = Library(Path(sys.argv[1])), Path(sys.argv[2])
library.encoder.encode_documents(["warm"])
for release in range(1, int(sys.argv[3]) + 1):
    write(path, release)
    report = refresh(library)
    assert (report.updated, report.failed) == (1, []), report
    print(release, time.monotonic(), flush=True)
    time.sleep(0.3)
"""


def write(path: Path, release: int) -> None:
    """Writes a document of which one section names its release, and the others stay."""
    stays = "\n\n".join(f"## Rule {n}\n\nRule {n} about 6310{n} stays." for n in range(2, 8))
    fee = f"Release {release} of the policy sets the fee for 63103."
    path.write_text(f"# Policy\n\n## Fee\n\n{fee}\n\n{stays}\n", encoding="utf-8")


@dataclass(frozen=True)
class Asked:
    """An answer, and when it was begun and ended."""

    begun: float
    ended: float
    answer: Answer

    @property
    def releases(self) -> set[int]:
        """The releases that its passages name."""
        shown = [*self.answer.citations, *self.answer.nearest]
        return {int(n) for one in shown for n in re.findall(r"Release (\d+) of", one.passage)}


@pytest.mark.slow
def test_questions_beside_refreshes_meet_no_error_and_no_deleted_passage(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "policy.md"
    write(path, 0)
    ingest(library, [path])
    assistant = Assistant(library)
    asked: list[Asked] = []
    errors: list[Exception] = []
    over = threading.Event()

    def chat() -> None:
        while not over.is_set():
            begun = time.monotonic()
            try:
                answer = assistant.ask(QUESTION)
            except Exception as error:
                errors.append(error)
                continue
            asked.append(Asked(begun, time.monotonic(), answer))

    chat_once = assistant.ask(QUESTION)
    assert "Release 0" in chat_once.answer
    people = [threading.Thread(target=chat) for _ in range(2)]
    command = [sys.executable, "-c", JOB, str(library.folder), str(path), str(REFRESHES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as job:
        for person in people:
            person.start()
        assert job.stdout is not None
        switches = {int(line.split()[0]): float(line.split()[1]) for line in job.stdout}
    time.sleep(0.5)
    over.set()
    for person in people:
        person.join()
    assert (job.returncode, len(switches), errors) == (0, REFRESHES, [])

    stale = []
    for one in asked:
        live = max((release for release, at in switches.items() if at < one.begun), default=0)
        stale += [one for release in one.releases if release < live]
    beside = [
        one for one in asked if min(switches.values()) < one.ended and one.begun < max(switches.values())
    ]
    silent = [one for one in asked if one.answer.abstained]
    print(f"{len(asked)} questions, {len(beside)} beside {REFRESHES} refreshes, {len(silent)} abstained")
    assert silent == []
    assert stale == []
    assert len(beside) > REFRESHES
    assert {release for one in asked for release in one.releases} >= {REFRESHES}
    assert f"Release {REFRESHES}" in assistant.ask(QUESTION).answer
    assert library.verify() == []
