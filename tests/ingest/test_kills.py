"""A refresh is killed at any moment: what is left opens, agrees, and ends as if nothing had been."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.library import Library
from ingest.refresh import ingest
from tests.ingest.killing import HashEncoder, all_of, work

#: How often a refresh is killed at random, and at steps that are evenly chosen among all.
KILLS = int(os.environ.get("CITECODER_KILLS", "6"))
pytestmark = pytest.mark.slow


def write(path: Path, *sections: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n\n".join(f"## Section {n}\n\n{text}" for n, text in enumerate(sections, 1))
    path.write_text(f"# {path.stem}\n\n{body}\n", encoding="utf-8")


def fees(*codes: str) -> str:
    return "HCPCS,DESCRIPTION,FEE\n" + "".join(
        f"{c},Knee orthosis of size {c},{n}.50\n" for n, c in enumerate(codes)
    )


def remove(folder: Path) -> None:
    """Removes a folder in which tantivy's own threads, which nobody can wait for, may still tidy up."""
    until = time.monotonic() + 30
    while True:
        try:
            shutil.rmtree(folder)
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def manual(sections: int, *, edited: bool) -> list[str]:
    """Gives the sections of a manual; in the edited one a section is changed, one inserted, one deleted."""
    rules = [f"Rule {n} of the manual: code {10_000 + n} is reported once a day." for n in range(sections)]
    if edited:
        rules[sections // 3] += " It is not reported with modifier 59."
        rules.insert(sections // 2, "A rule that is new: code 99999 is not reported.")
        del rules[-2]
    return rules


class Case:
    """A library as it was before its files changed, and what it is to be after.

    Args:
        folder: where all of it lies.
        sections: of the manual that is edited.
    """

    def __init__(self, folder: Path, sections: int) -> None:
        docs = folder / "docs"
        write(docs / "manual.md", *manual(sections, edited=False))
        write(docs / "edited.md", *(f"Rule {n} about modifier 59." for n in range(12)))
        write(docs / "moved.md", "This one moves.", "It keeps its name.")
        write(docs / "vanished.md", "This one goes.", "And this.")
        write(docs / "same.md", "This one stays as it is.")
        write(docs / "first.md", "The same bytes twice.")
        (docs / "fees.csv").write_text(fees("L1001", "L1002", "L1003", "L1004", "L1005"))
        with zipfile.ZipFile(docs / "bundle.zip", "w") as bundle:
            bundle.writestr("one.md", "# One\n\nIn the archive.\n")
            bundle.writestr("two.md", "# Two\n\nOut of it soon.\n")
        self.before = folder / "before"
        library = Library(self.before, HashEncoder())
        assert not ingest(library, [docs], edition="FY2025").failed
        library.embed_waiting()
        self.old = all_of(library)
        library.close()
        write(docs / "edited.md", *(f"Rule {n} about modifier {25 if n == 3 else 59}." for n in range(12)))
        write(docs / "manual.md", *manual(sections, edited=True))
        (docs / "elsewhere").mkdir()
        (docs / "moved.md").rename(docs / "elsewhere" / "renamed.md")
        (docs / "vanished.md").unlink()
        write(docs / "new.md", "This one is new.", "So is this.")
        shutil.copy(docs / "same.md", docs / "twin.md")
        (docs / "fees.csv").write_text(fees("L1001", "L1009", "L1003", "L1004", "L1005", "L1006"))
        with zipfile.ZipFile(docs / "bundle.zip", "w") as bundle:
            bundle.writestr("one.md", "# One\n\nIn the archive, and edited.\n")
        self.runs = folder / "runs"
        with self.opened("reference") as library:
            work(library)
            assert library.verify() == []
            self.new = all_of(library)
        self._number = 0

    @contextmanager
    def opened(self, name: str) -> Iterator[Library]:
        copy = self.runs / name
        if not copy.exists():
            shutil.copytree(self.before, copy)
        library = Library(copy, HashEncoder())
        yield library
        library.close()

    def start(self, *how: str) -> tuple[str, "subprocess.Popen[str]"]:
        """Starts a refresh in a process of its own, on a copy; returns when it begins."""
        self._number += 1
        name = f"{self._number}"
        shutil.copytree(self.before, self.runs / name)
        command = [sys.executable, "-m", "tests.ingest.killing", str(self.runs / name), *how]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return name, child

    def check(self, name: str) -> str:
        """Opens what is left, compares, refreshes, compares; returns how far it had come."""
        with self.opened(name) as library:
            assert library.verify() == []
            left = all_of(library)
            for entry, passages in left["passages"].items():  # type: ignore[attr-defined]
                assert passages in (self.old["passages"].get(entry), self.new["passages"].get(entry))  # type: ignore[attr-defined]
            work(library)
            assert library.verify() == []
            assert all_of(library) == self.new
        remove(self.runs / name)
        return "done" if left == self.new else "begun" if left != self.old else "not begun"


@pytest.fixture(scope="module", params=[10, 1500], ids=["small", "like the NCCI manual"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(tmp_path_factory.mktemp("kills"), request.param)


def test_a_refresh_killed_at_random_loses_and_doubles_nothing(case: Case) -> None:
    _, child = case.start("run")
    started = time.monotonic()
    assert child.wait() == 0
    whole = time.monotonic() - started
    seen = []
    for _ in range(KILLS):
        name, child = case.start("run")
        time.sleep(random.uniform(0, whole))
        child.kill()
        child.wait()
        seen.append(case.check(name))
    print(f"{len(seen)} kills within {whole:.1f} s:", {one: seen.count(one) for one in sorted(set(seen))})


def test_a_refresh_killed_at_its_steps_loses_and_doubles_nothing(case: Case) -> None:
    _, child = case.start("count")
    steps = int(child.communicate()[0])
    assert steps > 300
    chosen = random.sample(range(1, steps + 1), min(KILLS, steps))
    seen = []
    for step in chosen:
        name, child = case.start("step", str(step))
        assert child.wait() == -signal.SIGKILL, step
        seen.append(case.check(name))
    print(f"{len(seen)} kills, {steps} steps:", {one: seen.count(one) for one in sorted(set(seen))})
