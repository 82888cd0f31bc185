"""Which files a source has: many that were given one by one, links among them, and one that is gone."""

from pathlib import Path

import pytest

from ingest.sources import FILE, Owners, Source
from ingest.walk import Seen, key_of, look


def given(*paths: Path) -> list[Source]:
    return [Source(str(path), FILE) for path in paths]


def seen(sources: list[Source], folder: Path) -> Seen:
    return look(sources, Owners(sources), folder / "library")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "docs" / f"{n}.md" for n in range(30)]
    made[0].parent.mkdir()
    for path in made:
        path.write_text(path.name)
    return made


def test_files_that_were_given_one_by_one_are_found(tmp_path: Path, files: list[Path]) -> None:
    found = seen(given(*files), tmp_path)
    assert {(key, one.path) for key, one in found.files.items()} == {(str(path), path) for path in files}
    assert (found.problems, found.closed) == ([], [])


def test_few_files_of_a_large_folder_are_found(tmp_path: Path, files: list[Path]) -> None:
    for n in range(200):
        (files[0].parent / f"other-{n}.md").write_text("another")
    wanted = files[::10]
    assert set(seen(given(*wanted), tmp_path).files) == {str(path) for path in wanted}


def test_a_link_in_the_place_of_a_file_leads_to_it(tmp_path: Path, files: list[Path]) -> None:
    target = tmp_path / "target.md"
    files[3].rename(target)
    files[3].symlink_to(target)
    found = seen(given(*files), tmp_path)
    assert found.files[str(target)].path == files[3]
    assert len(found.files) == len(files)


def test_a_folder_that_became_a_link_is_followed(tmp_path: Path, files: list[Path]) -> None:
    moved = files[0].parent.rename(tmp_path / "elsewhere")
    files[0].parent.symlink_to(moved)
    assert set(seen(given(*files), tmp_path).files) == {str(moved / path.name) for path in files}


def test_a_file_that_is_gone_is_no_problem_and_a_folder_that_is_gone_is_one(
    tmp_path: Path, files: list[Path]
) -> None:
    files[7].unlink()
    found = seen(given(*files), tmp_path)
    assert (len(found.files), found.problems) == (29, [])
    files[0].parent.rename(tmp_path / "away")
    found = seen(given(files[0]), tmp_path)
    assert found.files == {}
    assert found.closed == [str(files[0])]
    assert "is its drive mounted?" in found.problems[0][1]


def test_a_folder_in_the_place_of_a_file_is_no_file(tmp_path: Path, files: list[Path]) -> None:
    files[5].unlink()
    files[5].mkdir()
    assert str(files[5]) not in seen(given(*files), tmp_path).files


def test_what_the_product_carries_is_told_from_a_folder_beside_it() -> None:
    from ingest.walk import STARTER

    assert key_of(STARTER / "codes" / "63102.md") == "builtin:starter/codes/63102.md"
    assert key_of(STARTER) == "builtin:starter"
    beside = STARTER.with_name(f"{STARTER.name}-of-ours") / "63102.md"
    assert key_of(beside) == str(beside)
