"""The index of a store: what is known of its files, in SQLite. It is only a cache.

It is rebuilt if missing, damaged, or made by other rules. Several programs may use it at the same
time: each change is a transaction that begins with the right to write.
"""

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from rig.errors import UsageError
from rig.store.listing import INDEX, JOURNAL, Seen, seen_in
from rig.store.row import TrialRow
from rig.trial.private import new_file
from rig.version import __version__

# Versions for validity, contact, repetition and balance: the rules behind the figures in it. They
# are not imported, since that would cost a quarter of a second.
RULES = (4, 1, 2, 2)
MADE_BY = f"6, {__version__}, rules {RULES}"
WAIT_S = 30.0
ATTEMPTS = 3  # another program may rebuild it at the same time
COLUMNS = {
    "path": "BLOB PRIMARY KEY",  # as the disk has it: names need not be text
    "size_bytes": "INTEGER NOT NULL",
    "mtime_ns": "INTEGER NOT NULL",
    "reviews_bytes": "INTEGER NOT NULL",
    "reviews_mtime_ns": "INTEGER NOT NULL",
    "trial_id": "TEXT NOT NULL",
    "participant": "TEXT NOT NULL",
    "protocol": "TEXT NOT NULL",
    "start_utc": "TEXT",
    "utc_offset_s": "REAL",
    "seconds": "REAL",
    "end_reason": "TEXT NOT NULL",
    "simulated": "INTEGER NOT NULL",
    "imported": "INTEGER NOT NULL",
    "verdict": "TEXT NOT NULL",
    "repetitions": "INTEGER",
    "losses": "INTEGER",
    "reviewed_by": "TEXT NOT NULL",
    "error": "TEXT NOT NULL",
}
_CREATE = f"CREATE TABLE trials({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})"
_NAMES, _MARKS = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
# Caused by the disk, or other users of the index; the index itself is fine.
_IN_THE_WAY = {
    sqlite3.SQLITE_BUSY: "another program has been writing it for too long: try again",
    sqlite3.SQLITE_FULL: "the disk is full",
}
_NOT_TO_BE_WRITTEN = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
)
Answer = TypeVar("Answer")


class Index:
    """The index of the store in `folder`; in memory if it cannot be written there."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / INDEX
        self._memory: sqlite3.Connection | None = None
        self._looked_over = False

    def rows(self, **wanted: str) -> list[TrialRow]:
        """All rows in which these columns have the wanted values."""
        where = " AND ".join(f"{name} = ?" for name in wanted) or "1"
        query = f"SELECT {_NAMES} FROM trials WHERE {where}"  # noqa: S608 (names of ours)
        return self._do(
            lambda base: [_row(values) for values in base.execute(query, tuple(wanted.values()))]
        )

    def put(self, row: TrialRow, seen: Seen) -> None:
        """Stores what was found out about a file, unless it was changed or deleted meanwhile:
        nothing deleted comes back."""

        def act(base: sqlite3.Connection) -> None:
            if seen_in(self._folder, seen.path) == seen:
                statement = f"INSERT OR REPLACE INTO trials VALUES ({_MARKS})"  # noqa: S608
                base.execute(statement, _values(row))

        self._do(act)

    def drop(self, paths: Iterable[Path]) -> None:
        """Removes files from it."""
        keys = [(_key(path),) for path in paths]
        if keys:
            self._do(lambda base: base.executemany("DELETE FROM trials WHERE path = ?", keys))

    def _do(self, act: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Acts on a sound index; rebuilds one that is not."""
        for _ in range(ATTEMPTS):
            try:
                return self._attempt(act)
            except (sqlite3.Error, *_SENSELESS) as error:
                self._make_way(error)
        raise UsageError(f"cannot use {self._path}: take it away, it is only a cache")

    def _attempt(self, act: Callable[[sqlite3.Connection], Answer]) -> Answer:
        with self._connected() as base:
            base.execute("BEGIN IMMEDIATE")
            try:
                self._look_over(base)
                answer = act(base)
            except BaseException:
                base.execute("ROLLBACK")
                raise
            base.execute("COMMIT")
            return answer

    def _look_over(self, base: sqlite3.Connection) -> None:
        """Once is enough: later damage shows itself."""
        if not self._looked_over and base.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise ValueError("the index is damaged")
        self._looked_over = True
        _make_anew_unless_ours(base)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        if self._memory is not None:
            yield self._memory
            return
        if self._path.is_symlink():
            raise PermissionError(0, "what it leads to is not ours")
        with suppress(FileExistsError):
            os.close(new_file(self._path))  # others can never read it
        with closing(_connection(str(self._path))) as base:
            yield base

    def _make_way(self, error: Exception) -> None:
        """Prepares another attempt: deletes a damaged index, or continues without a file."""
        self._looked_over = False
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in _IN_THE_WAY:
            raise UsageError(f"cannot use {self._path}: {_IN_THE_WAY[code]}") from error
        try:
            if isinstance(error, OSError) or code in _NOT_TO_BE_WRITTEN:
                raise PermissionError(0, "it cannot be written")
            for path in (self._path, self._path.with_name(JOURNAL)):
                path.unlink(missing_ok=True)
        except OSError:
            self._memory = _connection(":memory:")
            weakref.finalize(self, self._memory.close)


_SENSELESS = (OSError, ValueError, TypeError)


def _connection(place: str) -> sqlite3.Connection:
    base = sqlite3.connect(place, timeout=WAIT_S, isolation_level=None)
    try:
        base.execute("PRAGMA secure_delete = ON")  # deleted data is not left in free pages
        base.execute("PRAGMA synchronous = OFF")  # after a power cut it is rebuilt
    except sqlite3.Error:
        base.close()
        raise
    return base


def _make_anew_unless_ours(base: sqlite3.Connection) -> None:
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
    if "made" in tables and base.execute("SELECT made_by FROM made").fetchone() == (MADE_BY,):
        return
    for table in tables & {"made", "trials"}:
        base.execute(f"DROP TABLE {table}")
    base.execute("CREATE TABLE made(made_by TEXT NOT NULL)")
    base.execute("INSERT INTO made VALUES (?)", (MADE_BY,))
    base.execute(_CREATE)


def _values(row: TrialRow) -> tuple[Any, ...]:
    values = {name: getattr(row, name) for name in COLUMNS}
    start = row.start_utc.isoformat() if row.start_utc else None
    return tuple((values | {"path": _key(row.path), "start_utc": start}).values())


def _row(values: tuple[Any, ...]) -> TrialRow:
    """Raises ValueError or TypeError for what we did not write."""
    said = dict(zip(COLUMNS, values, strict=True))
    for name, kind in COLUMNS.items():
        if kind == "TEXT NOT NULL" and not isinstance(said[name], str):
            raise TypeError(f"expected text as {name}")
        if kind.startswith(("INTEGER", "REAL")) and not isinstance(said[name], int | float | None):
            raise TypeError(f"expected a number as {name}")
    start = said["start_utc"]
    said["start_utc"] = datetime.fromisoformat(start) if start is not None else None
    for name in ("simulated", "imported"):
        said[name] = bool(said[name])
    return TrialRow(**said | {"path": _path(said["path"])})


def _key(path: Path) -> bytes:
    return os.fsencode(path.as_posix())


def _path(key: bytes) -> Path:
    return Path(os.fsdecode(key))
