"""The SQLite file of a library, used by many threads."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.database import LOOKUP, Database, chunks


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(tmp_path / "catalogue.sqlite")
    made.script("create table if not exists notes (name text primary key, value integer)")
    return made


def values(database: Database) -> list[int]:
    return [int(row["value"]) for row in database.rows("select value from notes order by name")]


@pytest.mark.parametrize("durable", [True, False])
def test_what_is_written_is_kept(database: Database, tmp_path: Path, durable: bool) -> None:
    with database.transaction(durable=durable) as db:
        db.execute("insert into notes values ('a', 1)")
    database.close()
    again = Database(tmp_path / "catalogue.sqlite")
    assert values(again) == [1]
    again.close()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_change_is_made_whole_or_not_at_all(database: Database, error: type[BaseException]) -> None:
    def fail() -> None:
        with database.transaction() as db:
            db.execute("insert into notes values ('a', 1)")
            raise error

    with pytest.raises(error):
        fail()
    assert values(database) == []
    with database.transaction() as db:
        db.execute("insert into notes values ('a', 2)")
    assert values(database) == [2]


def test_what_is_being_written_is_not_read(database: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "catalogue.sqlite")
    with database.transaction() as db:
        db.execute("insert into notes values ('a', 1)")
        assert values(other) == []
    assert values(other) == [1]
    other.close()


def test_threads_lose_no_change(database: Database) -> None:
    def count(n: int) -> None:
        with database.transaction() as db:
            held = db.execute("select coalesce(max(value), 0) as most from notes").fetchone()["most"]
            db.execute("insert into notes values (?, ?)", (f"{n:03}", held + 1))
        assert values(database)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(60)))
    assert sorted(values(database)) == list(range(1, 61))


def test_reading_cannot_take_more_parameters_than_sqlite_does_so_they_are_divided() -> None:
    items = [str(n) for n in range(LOOKUP * 2 + 1)]
    assert [len(some) for some in chunks(items)] == [LOOKUP, LOOKUP, 1]
    assert [one for some in chunks(items) for one in some] == items
    assert list(chunks([])) == []


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_text(
        "This is a letter, and it is long enough to be read as a page."
    )
    with pytest.raises(sqlite3.DatabaseError):
        Database(tmp_path / "catalogue.sqlite").script("create table notes (name text)")
