"""A journal that is cut or damaged is valid up to there."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.errors import UsageError
from rig.trial.journal import (
    MAGIC,
    Entry,
    JournalWriter,
    journal_path,
    note,
    packed,
    read_journal,
)

ENTRIES = [
    note(1.0, what="trial", participant="P07"),
    Entry("plates", 1.25, b"\xa5\x01" * 40),
    Entry("dowel", 1.26, b""),
    Entry("dowel", 1.5, bytes(range(256))),
    note(2.0, what="end"),
]


def written(path: Path, entries: list[Entry]) -> Path:
    writer = JournalWriter(path)
    for entry in entries:
        writer.append([entry])
    writer.sync()
    writer.close(keep=True)
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = written(journal_path(tmp_path / "t.h5"), ENTRIES)
    assert path.name == "t.h5.journal"
    assert list(read_journal(path)) == ENTRIES
    assert ENTRIES[0].note == {"what": "trial", "participant": "P07"}
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_cut_at_every_byte_it_is_whole_up_to_the_last_whole_entry(tmp_path: Path) -> None:
    whole = written(tmp_path / "t.journal", ENTRIES).read_bytes()
    ends = [len(MAGIC)]
    for entry in ENTRIES:
        ends.append(ends[-1] + len(packed(entry)))
    cut = tmp_path / "cut.journal"
    for length in range(len(MAGIC), len(whole)):
        cut.write_bytes(whole[:length])
        assert list(read_journal(cut)) == ENTRIES[: sum(end <= length for end in ends) - 1]


@given(st.data())
def test_a_bit_that_turned_over_ends_it_there(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    body = b"".join(map(packed, ENTRIES))
    bit = data.draw(st.integers(0, 8 * len(body) - 1))
    hit = bytearray(MAGIC + body)
    hit[len(MAGIC) + bit // 8] ^= 1 << bit % 8
    path = tmp_path_factory.getbasetemp() / "hit.journal"
    path.write_bytes(hit)
    try:
        read = list(read_journal(path))
    finally:
        path.unlink()
    assert read == ENTRIES[: len(read)]
    assert len(read) < len(ENTRIES)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(UsageError, match="expected a journal"):
        list(read_journal(tmp_path / "x"))
    with pytest.raises(UsageError, match="cannot read"):
        list(read_journal(tmp_path / "none"))


def test_one_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path / "t.journal", ENTRIES)
    with pytest.raises(UsageError, match="cannot write"):
        JournalWriter(path)
    assert list(read_journal(path)) == ENTRIES


def test_one_that_is_not_kept_goes(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path / "t.journal")
    writer.close(keep=False)
    assert list(tmp_path.iterdir()) == []
