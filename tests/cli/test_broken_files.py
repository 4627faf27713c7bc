"""Files that are not trials, or no longer: one line on standard error, and exit code 2."""

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.cli.conftest import Run, Said
from tests.stream.simulated import both, engine_of, turn_until_closed

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
MANY = 1 << 40


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "t.h5"
    with engine_of(both("&sync=1")) as engine:
        engine.start()
        turn_until_closed(engine, engine.record(path, seconds=1.0, keep_journal=True))
    return path


def expect_refused(said: Said, path: Path, *parts: str) -> None:
    code, out, err = said
    assert code == 2, out + err
    assert out == ""
    assert err.startswith("rig: ")
    assert err.count("\n") == 1
    for part in (str(path), *parts):
        assert part in err


FOREIGN = {
    "nothing in it": b"",
    "a letter": b"x",
    "text": b"time,left_heel\n" * 1000,
    "a picture": PNG,
    "zeros": bytes(100_000),
    "only how HDF5 begins": b"\x89HDF\r\n\x1a\n",
    "HDF5, then noise": b"\x89HDF\r\n\x1a\n\x02\x08\x08" + PNG,
    "HDF5 of a future version": b"\x89HDF\r\n\x1a\n\xff" + bytes(2000),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_hdf5_is_refused(name: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.h5"
    path.write_bytes(FOREIGN[name])
    for command in ("show", "verify"):
        expect_refused(run(command, path), path)


def test_what_is_no_file_is_refused(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.h5", tmp_path / ("x" * 300)):
        for command in ("show", "verify"):
            expect_refused(run(command, path), path)


def test_a_trial_that_was_cut_is_refused_wherever(run: Run, trial: Path, tmp_path: Path) -> None:
    whole, path = trial.read_bytes(), tmp_path / "cut.h5"
    for length in [*range(1, 100, 7), *np.linspace(100, len(whole) - 1, 30, dtype=int)]:
        path.write_bytes(whole[:length])
        for command in ("show", "verify"):
            expect_refused(run(command, path), path)


@pytest.mark.parametrize("at", [0, 512, 1024])
def test_a_file_without_checksums_is_not_given_to_hdf5(at: int, run: Run, tmp_path: Path) -> None:
    """Some damaged ones crash it."""
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", libver="earliest", userblock_size=at) as file:
        file.attrs["format"] = "hinge-rig-trial"
    for command in ("show", "verify"):
        expect_refused(run(command, path), path, "another HDF5 file")


def _replace(name: str, **how: object) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        del file[name]
        file.create_dataset(name, **how)

    return edit


def _put(name: str, what: object) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        del file[name]
        file[name] = file["/"] if isinstance(what, str) else what

    return edit


def _group(name: str) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        del file[name]
        file.create_group(name)

    return edit


def _claim(name: str, rows: int) -> Callable[[h5py.File], None]:
    return lambda file: file[name].resize(rows, axis=0)


def _claim_all(file: h5py.File) -> None:
    for column in file["plates"].values():
        column.resize(MANY, axis=0)


def _say(name: str, value: object) -> Callable[[h5py.File], None]:
    node, _, attribute = name.rpartition(":")
    return lambda file: file[node].attrs.__setitem__(attribute, value)


def _virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout((MANY,), "f8")
    layout[:] = h5py.VirtualSource(file.filename, "dowel/time", (MANY,))
    del file["plates/time"]
    file.create_virtual_dataset("plates/time", layout)


def _deep(file: h5py.File) -> None:
    group = file
    for _ in range(1200):
        group = group.create_group("g")


def _many(file: h5py.File) -> None:
    for number in range(1200):
        file.create_group(f"g{number}")


EDITS: dict[str, Callable[[h5py.File], None]] = {
    "2^40 rows claimed": _claim_all,
    "2^62 rows claimed in one column": _claim("plates/counts", 1 << 62),
    "2^62 events claimed": _claim("events/kind", 1 << 62),
    "a row less in one column": _claim("dowel/status", 5),
    "counts of three dimensions": _replace("plates/counts", shape=(9, 4, 1), dtype="i4"),
    "counts of one dimension": _replace("plates/counts", shape=(9,), dtype="i4"),
    "one count": _replace("plates/counts", shape=(), dtype="i4"),
    "none of 2^62 counts": _replace(
        "plates/counts", shape=(0, 1 << 62), maxshape=(None, 1 << 62), dtype="i4", chunks=(1, 4)
    ),
    "a channel too many": _replace("plates/counts", shape=(1000, 5), dtype="i4"),
    "counts as floats": _replace("plates/counts", shape=(1000, 4), dtype="f4"),
    "counts as text": _replace("plates/counts", shape=(1000, 4), dtype="S4"),
    "counts the other way round": _replace("plates/counts", shape=(1000, 4), dtype=">i4"),
    "times of any length": _replace("plates/time", shape=(9,), dtype=h5py.vlen_dtype("f8")),
    "events of any length": _replace("events/kind", shape=(9,), dtype=h5py.string_dtype()),
    "times as records": _replace("plates/time", shape=(9,), dtype=[("a", "f8"), ("b", "i4")]),
    "a column without a shape": _put("plates/time", h5py.Empty("f8")),
    "a chunk of 2 GB": _replace(
        "plates/time", shape=(9,), maxshape=(None,), dtype="f8", chunks=(1 << 28,)
    ),
    "a bomb": _replace("plates/time", data=np.zeros(1 << 20), compression="gzip", chunks=True),
    "rows in another file": _replace(
        "plates/time", shape=(9,), dtype="f8", external=[("/dev/zero", 0, 72)]
    ),
    "rows that are somewhere else": _virtual,
    "a link to nowhere": _put("plates/time", h5py.SoftLink("/nowhere")),
    "a link to itself": _put("plates", h5py.SoftLink("/plates")),
    "a link to another file": _put("plates", h5py.ExternalLink("t.h5", "/plates")),
    "a link up": _put("clock/plates", "/"),
    "a type as a group": _put("events", np.dtype("f8")),
    "groups in groups": _deep,
    "thousands of groups": _many,
    "a group as a column": _group("plates/time"),
    "a column as a group": _put("plates", np.zeros(3)),
    "a long attribute": _say("/:trial_id", np.zeros(1 << 16)),
    "an attribute without a value": _say("/:participant", h5py.Empty("f8")),
    "a list as text": _say("/:participant", ["a", "b"]),
    "a number as text": _say("/:participant", 7),
    "no time of day": _say("/:start_time_utc", "yesterday"),
    "a time of day of nowhere": _say("/:start_time_utc", "2026-03-14T15:00:00"),
    "the first hour of all": _say("/:start_time_utc", "0001-01-01T00:00:00+00:00"),
    "the last second of all": _say("/:start_time_utc", "9999-12-31T23:59:59+00:00"),
    "text as a number": _say("plates:volts_per_count", "0.001"),
    "no volts": _say("plates:volts_per_count", 0.0),
    "volts that are no number": _say("dowel:adc_reference_v", np.nan),
    "a rate of 0": _say("plates:sample_rate_hz", 0),
    "an endless rate": _say("plates:sample_rate_hz", np.inf),
    "a clock that is no number": _say("clock/dowel:residual_ms", np.nan),
    "columns without names": _say("plates:columns", np.arange(4)),
    "one column's name": _say("plates:columns", "left_heel"),
    "counters as text": _say("validity/plates:crc_errors", "none"),
    "another format": _say("/:format", "other"),
    "a format that is a list": _say("/:format", ["hinge-rig-trial"] * 2),
    "a newer version": _say("/:format_version", 99),
    "an older version": _say("/:format_version", 0),
    "a version in words": _say("/:format_version", "one"),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_a_trial_cannot_hold_is_refused(
    name: str, run: Run, trial: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(trial, tmp_path / "t.h5"))
    with h5py.File(path, "r+") as file:
        EDITS[name](file)
    for command in ("show", "verify"):
        expect_refused(run(command, path), path)


def _parts(trial: Path) -> list[tuple[str, str]]:
    """All groups and columns that are in every trial, and all attributes."""
    with h5py.File(trial) as file:
        names: list[str] = []
        file.visit(names.append)
        nodes = [(name, "") for name in names]
        said = [(name, attribute) for name in ["/", *names] for attribute in file[name].attrs]
    return nodes + said


def test_whatever_is_missing_is_one_line_or_not_missed(
    run: Run, trial: Path, tmp_path: Path
) -> None:
    codes = set()
    for number, (node, attribute) in enumerate(_parts(trial)):
        path = Path(shutil.copy(trial, tmp_path / "t.h5"))
        with h5py.File(path, "r+") as file:
            if attribute:
                del file[node].attrs[attribute]
            else:
                del file[node]
        code, _, err = run(("show", "verify")[number % 2], path)
        codes.add(code)
        assert err.count("\n") == (code == 2), (node, attribute, err)
    assert codes == {0, 1, 2}


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
@pytest.mark.parametrize("row", [0, 500, -1])
def test_times_that_do_not_go_forward_are_not_valid(
    row: int, value: float, run: Run, trial: Path, tmp_path: Path
) -> None:
    if (row, value) == (0, -1.0):
        return  # before the first, and that is forward
    path = Path(shutil.copy(trial, tmp_path / "t.h5"))
    with h5py.File(path, "r+") as file:
        rows = file["dowel/time"]
        rows[row % len(rows)] = value
    code, out, err = run("verify", path)
    assert (code, err) == (1, "")
    assert "dowel: its times do not go forward" in out
    assert run("show", path)[0] == 0


def test_a_byte_of_the_raw_data_that_changed_is_not_valid(
    run: Run, trial: Path, tmp_path: Path
) -> None:
    with h5py.File(trial) as file:
        at = file["dowel/counts"].id.get_chunk_info(0).byte_offset
    data = bytearray(trial.read_bytes())
    data[at + 1001] ^= 4
    path = tmp_path / "t.h5"
    path.write_bytes(data)
    code, out, _ = run("verify", path)
    assert code == 1
    assert "not what was recorded" in out


def test_a_heap_of_text_that_leads_in_a_circle_is_refused(
    run: Run, trial: Path, tmp_path: Path
) -> None:
    """HDF5 2.0 would loop forever."""
    data = bytearray(trial.read_bytes())
    heap = data.find(b"GCOL\x01")
    (size,) = struct.unpack_from("<Q", data, heap + 8)
    end = heap + size
    data[end - 64 : end] = bytes(64)
    free = data.rfind(b"\0\0\0\0\0\0\0\0", heap, end - 64)
    struct.pack_into("<Q", data, heap + 16 + 8, size - 16 - 16 - 64)
    assert free > heap
    path = tmp_path / "t.h5"
    path.write_bytes(data)
    for command in ("show", "verify"):
        expect_refused(run(command, path), path, "text")


def test_chunks_that_lie_over_each_other_are_refused(run: Run, trial: Path, tmp_path: Path) -> None:
    with h5py.File(trial) as file:
        places = [
            file[f"plates/{name}"].id.get_chunk_info(0).byte_offset for name in ("time", "force")
        ]
    data = trial.read_bytes()
    one, other = (place.to_bytes(8, "little") for place in places)
    assert data.count(one) == 1
    path = tmp_path / "t.h5"
    path.write_bytes(data.replace(one, other))
    for command in ("show", "verify"):
        expect_refused(run(command, path), path)


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_journal_is_refused(name: str, run: Run, tmp_path: Path) -> None:
    journal = tmp_path / "t.h5.journal"
    journal.write_bytes(FOREIGN[name])
    expect_refused(run("recover", tmp_path / "t.h5"), journal, "expected a journal")
    assert [path.name for path in tmp_path.iterdir()] == [journal.name]


def test_a_broken_trial_does_not_keep_its_journal_from_being_read(
    run: Run, trial: Path, tmp_path: Path
) -> None:
    journal = tmp_path / "t.h5.journal"
    shutil.copy(trial.with_name("t.h5.journal"), journal)
    for name, content in FOREIGN.items():
        (tmp_path / "t.h5").write_bytes(content)
        out = tmp_path / f"{name}.h5"
        code, _, err = run("recover", tmp_path / "t.h5", "--out", out)
        assert (code, err) == (0, ""), name
        assert run("verify", out)[0] == 0
