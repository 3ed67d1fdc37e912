"""The database of a gradebook, by the address that nbgrader takes: SQLite, or PostgreSQL.

Python's own interface to databases: it is there at once, where a library over it takes longer to
import than a class to grade.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from grader.course import CourseError

PATIENCE = 60.0  # seconds to wait for another program that writes to the same file
EPOCH = datetime(1970, 1, 1)  # from which nbgrader counts intervals in SQLite
SETTING = "c.CourseDirectory.db_url"
TABLES = {
    "sqlite": "select name from sqlite_master where type = 'table'",
    "postgresql": "select table_name as name from information_schema.tables",
}
T = TypeVar("T")


class Connection:
    """A connection within a transaction."""

    def __init__(self, raw: Any, mark: str) -> None:
        self._raw, self._mark = raw, mark

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """The rows of a query as named tuples; each `?` stands for a value, or for a list of them
        in parentheses.
        """
        first, *others = statement.split("?")
        marks = [self._marks(value) if isinstance(value, list) else self._mark for value in values]
        written = first + "".join(map("".join, zip(marks, others, strict=True)))
        flat = [
            each for value in values for each in (value if isinstance(value, list) else [value])
        ]
        cursor = self._raw.cursor()
        cursor.execute(written, flat)
        names = [column[0] for column in cursor.description]
        row: Any = namedtuple("row", names)  # type: ignore[misc]  # known when it is asked
        return [row(*found) for found in cursor]

    def _marks(self, values: Sequence[Any]) -> str:
        return f"({', '.join([self._mark] * len(values)) or 'null'})"

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows, which all have the same columns."""
        if rows:
            names = list(rows[0])
            statement = f"insert into {table} ({', '.join(names)}) values {self._marks(names)}"
            self._many(statement, [[row[name] for name in names] for row in rows])

    def update(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """New values for rows by their id, the same columns in all."""
        if rows:
            names = list(next(iter(rows.values())))
            changes = ", ".join(f"{name} = {self._mark}" for name in names)
            statement = f"update {table} set {changes} where id = {self._mark}"
            self._many(statement, [[*map(row.get, names), key] for key, row in rows.items()])

    def _many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        stored = [[_stored(value) for value in row] for row in values]
        self._raw.cursor().executemany(statement, stored)


def _stored(value: Any) -> Any:
    """Times as texts, in the form that nbgrader has them in SQLite; PostgreSQL reads it as well."""
    return value.isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def moment(value: Any) -> datetime | None:
    """A time from a database.

    >>> moment("2026-11-20 10:00:00.000000")
    datetime.datetime(2026, 11, 20, 10, 0)
    """
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def interval(value: Any) -> timedelta:
    """An interval from a database; none is one of no length.

    >>> interval("1970-01-01 02:00:00.000000"), interval(None)
    (datetime.timedelta(seconds=7200), datetime.timedelta(0))
    """
    if isinstance(value, str):
        return datetime.fromisoformat(value) - EPOCH
    return value or timedelta()


class Database:
    """A gradebook that can be asked and written to.  Raises CourseError if it cannot."""

    def __init__(self, url: str) -> None:
        scheme, _, place = url.partition("://")
        self.kind, _, driver = scheme.partition("+")
        if self.kind not in TABLES or not place:
            raise CourseError(
                f"{SETTING}: {_shown(url)!r} is neither sqlite:///a/file nor "
                "postgresql://host/name; for others there is  nbgrader autograde,  which grades "
                "the same by the settings here"
            )
        self.name = _shown(url)
        path = place.partition("?")[0].removeprefix("/")
        self.file = Path(path) if self.kind == "sqlite" else None
        self._driver: Any = sqlite3 if self.file else _driver(driver)
        self._address = f"{self.kind}://{place}"

    def use(self, work: Callable[[Connection], T]) -> T:
        """Do some work in one transaction: all of it is kept, or nothing."""
        try:
            with self._opened() as raw:
                return work(Connection(raw, "?" if self.file else "%s"))
        except self._driver.Error as problem:
            raise CourseError(f"the gradebook {self.name!r} cannot be used: {problem}") from problem

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        if self.file:
            raw = sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)
        else:
            raw = self._driver.connect(self._address)
        try:
            if self.file:
                raw.execute("begin immediate")  # nobody writes between our reading and writing
            yield raw
            raw.commit()
        finally:
            raw.close()  # what was not committed is undone

    def has(self, table: str) -> bool:
        """Is there such a table?  A file that is not there is not made."""
        if self.file and not self.file.exists():
            return False
        statement = TABLES[self.kind]
        return any(row.name == table for row in self.use(lambda db: db.rows(statement)))


def _shown(url: str) -> str:
    """An address without its password.

    >>> _shown("postgresql://ada:sesame@host/grades")
    'postgresql://ada:***@host/grades'
    """
    try:
        password = urlsplit(url).password
    except ValueError:
        return url.partition("://")[0] + "://..."
    return url.replace(f":{password}@", ":***@") if password else url


def _driver(name: str) -> Any:
    """The library for PostgreSQL that an address names, or the first that is installed."""
    if name not in ("", "psycopg", "psycopg2"):
        raise CourseError(f"{SETTING}: of PostgreSQL's libraries psycopg and psycopg2 can be used")
    for known in [name] if name else ["psycopg", "psycopg2"]:
        try:
            return import_module(known)
        except ModuleNotFoundError as missing:
            problem = missing
    raise CourseError(
        f"{SETTING}: this needs {problem.name}, which is not installed; "
        "run  python -m pip install 'bptt-grader[postgresql]'  and begin the address with "
        "postgresql+psycopg://"
    ) from problem
