"""A gradebook in a database: its address, and what is read and written."""

import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.course import CourseError
from grader.notebooks.database import Connection, Database
from grader.notebooks.gradebook import check_name


@pytest.fixture
def database(tmp_path: Path) -> Database:
    path = tmp_path / "gradebook.db"
    with sqlite3.connect(path) as made:
        made.execute("create table grade (id text primary key, score real, at text)")
    made.close()
    return Database(f"sqlite:///{path}")


def scores(database: Database) -> dict[str, float]:
    return {r.id: r.score for r in database.use(lambda db: db.rows("select * from grade"))}


def test_rows_are_written_changed_and_found_by_value_and_by_list(database: Database) -> None:
    def work(db: Connection) -> list[str]:
        db.insert("grade", [{"id": name, "score": 1.0} for name in ("a", "b", "c")])
        db.update(
            "grade",
            {"b": {"score": 2.0, "at": datetime(2026, 11, 20)}, "c": {"score": 2.0, "at": None}},
        )
        found = db.rows("select id from grade where score = ? and id in ?", 2.0, ["a", "b"])
        return [row.id for row in found]

    assert database.use(work) == ["b"]
    assert scores(database) == {"a": 1, "b": 2, "c": 2}
    (row,) = database.use(lambda db: db.rows("select at from grade where id = ?", "b"))
    assert row.at == "2026-11-20 00:00:00.000000"
    assert database.use(lambda db: db.rows("select id from grade where id in ?", [])) == []


def test_what_breaks_off_leaves_nothing_behind(database: Database) -> None:
    def breaks(db: Connection) -> None:
        db.insert("grade", [{"id": "a", "score": 1.0}])
        raise RuntimeError("stopped here")

    with pytest.raises(RuntimeError, match="stopped here"):
        database.use(breaks)
    assert scores(database) == {}


def test_nobody_writes_between_our_reading_and_our_writing(database: Database) -> None:
    def other() -> None:
        raw = sqlite3.connect(str(database.file), timeout=0)
        try:
            raw.execute("insert into grade values ('x', 0, null)")
        finally:
            raw.close()

    with pytest.raises(CourseError, match="cannot be used: database is locked"):
        database.use(lambda db: other())


def test_a_table_of_a_file_that_is_not_there_is_missing_and_the_file_is_not_made(
    tmp_path: Path, database: Database
) -> None:
    assert database.has("grade")
    assert not database.has("assignment")
    assert not Database(f"sqlite:///{tmp_path}/new.db").has("grade")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:sesame@h/d", "neither sqlite"),
        ("gradebook.db", "neither sqlite"),
        ("sqlite://", "neither sqlite"),
        ("postgresql+pg8000://u:sesame@h/d", "psycopg and psycopg2 can be used"),
        ("postgresql+psycopg2://u:sesame@h/d", "needs psycopg2, which is not installed"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_sentence_without_its_password(
    url: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    with pytest.raises(CourseError, match=said) as told:
        Database(url)
    assert "sesame" not in str(told.value)


def test_the_library_for_postgresql_is_asked_in_its_own_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    class Cursor:
        description = (("id",),)

        def execute(self, *words: object) -> None:
            asked.extend(words)

        def __iter__(self) -> object:
            return iter([("a",)])

    raw = SimpleNamespace(cursor=Cursor, commit=lambda: None, close=lambda: None)

    def connect(address: str) -> object:
        asked.append(address)
        return raw

    library = SimpleNamespace(Error=RuntimeError, connect=connect)
    monkeypatch.setitem(sys.modules, "psycopg2", library)
    database = Database("postgresql+psycopg2://ada:sesame@host/grades")
    assert database.name == "postgresql+psycopg2://ada:***@host/grades"
    found = database.use(lambda db: db.rows("select id from grade where id in ?", ["a", "b"]))
    assert [row.id for row in found] == ["a"]
    statement = "select id from grade where id in (%s, %s)"
    assert asked == ["postgresql://ada:sesame@host/grades", statement, ["a", "b"]]


@pytest.mark.parametrize("name", ["s" * 129, "s\udcff"])
def test_a_name_that_no_gradebook_can_hold_is_said(name: str) -> None:
    check_name("s001")
    with pytest.raises(ValueError, match="readable text of at most 128 characters"):
        check_name(name)
