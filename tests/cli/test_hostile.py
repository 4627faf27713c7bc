"""Trials and journals from anywhere: nothing in them reaches a path, or controls a terminal."""

import json
import shutil
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from rig.errors import UsageError
from rig.stream.recovery import recover
from rig.trial.journal import MAGIC, NOTE, Entry, journal_path, packed, read_journal
from rig.trial.reader import summarize, verify
from tests.command import expect_one_line, rig
from tests.hostile import HOSTILE, TERMINAL, expect_harmless
from tests.stream.simulated import engine_of, turn_until, turn_until_closed


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial with its journal."""
    path = tmp_path_factory.mktemp("hostile") / "t.h5"
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(path, seconds=2.0, participant="P07", keep_journal=True)
        turn_until(engine, recorder, 1.0)
        engine.mark()
        turn_until_closed(engine, recorder)
    return path


def spoiled(trial: Path, out: Path, text: str) -> Path:
    """The trial with `text` in every text field."""
    shutil.copy(trial, out)
    with h5py.File(out, "r+") as file:
        about = ("participant", "protocol", "condition", "end_reason", "software_version")
        file.attrs.update(dict.fromkeys((*about, "trial_id"), text))
        file["calibration/plates"].attrs["name"] = text
        file["validity"].attrs["reasons"] = [text] * 3
        for role in ("plates", "dowel"):
            file[role].attrs.update(board_serial=text, firmware_version=text)
            file[role].attrs["columns"] = [
                f"{n}{text}" for n in range(file[role]["counts"].shape[1])
            ]
            file["clock"][role].attrs["method"] = text
        for name in ("kind", "board", "point"):
            column = file["events"][name]
            column[:] = np.full(len(column), text.encode()[: column.dtype.itemsize], column.dtype)
    return out


@pytest.mark.parametrize(
    "words", [("show",), ("show", "--json"), ("verify",), ("verify", "--json")]
)
def test_hostile_text_in_a_trial_does_nothing_to_a_terminal(
    words: tuple[str, ...], trial: Path, tmp_path: Path
) -> None:
    path = spoiled(trial, tmp_path / "t.h5", TERMINAL)
    done = rig(*words, path)
    assert done.returncode in (0, 1), done.stderr
    assert "x[2J" in done.stdout.replace("\\x1b", "x")
    expect_harmless(done.stdout + done.stderr)


@pytest.mark.parametrize("text", [TERMINAL, *HOSTILE])
def test_a_hostile_begin_is_a_damaged_trial(text: str, trial: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    shutil.copy(trial, path)
    with h5py.File(path, "r+") as file:
        file.attrs["start_time_utc"] = text
    with pytest.raises(UsageError) as refused:
        summarize(path)
    expect_harmless(str(refused.value))
    assert "damaged: start_time_utc" in str(refused.value)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_summary_holds_plain_text_only(text: str, trial: Path, tmp_path: Path) -> None:
    summary = summarize(spoiled(trial, tmp_path / "t.h5", text))
    for said in (*_texts(summary.boards), *summary.reasons, *summary.events, summary.participant):
        expect_harmless(said)


def _texts(boards: dict[str, Any]) -> list[str]:
    return [text for board in boards.values() for text in (board.board_serial, board.clock_method)]


def test_a_hostile_name_of_a_file_is_no_order_either(trial: Path, tmp_path: Path) -> None:
    path = tmp_path / "[red]a\n\x1b[31m[x].h5"
    shutil.copy(trial, path)
    for words in (("show",), ("verify",)):
        done = rig(*words, path)
        assert done.returncode == 0
        assert "[red]a\\n\\x1b[31m[x].h5" in done.stdout
        expect_harmless(done.stdout)
    expect_harmless(rig("show", tmp_path / f"not-{path.name}").stderr)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("validity:verdict", "\x1b[31mwhole"),
        ("/:format_version", "\x1b[31m"),
        ("plates:sample_rate_hz_fitted", "fast"),
        ("plates:volts_per_count", 0.0),
        ("plates:columns", list("abcdefgh")),
    ],
)
def test_what_makes_no_sense_in_a_trial_is_one_error(
    path: str, value: object, trial: Path, tmp_path: Path
) -> None:
    shutil.copy(trial, tmp_path / "t.h5")
    group, _, name = path.partition(":")
    with h5py.File(tmp_path / "t.h5", "r+") as file:
        file[group].attrs[name] = value
    read = verify if name in ("volts_per_count", "columns") else summarize
    with pytest.raises(UsageError) as refused:
        read(tmp_path / "t.h5")
    assert str(tmp_path / "t.h5") in str(refused.value)


def rewritten(trial: Path, out: Path, change: Any) -> Path:
    """The trial's journal with its notes changed."""
    with out.open("wb") as file:
        file.write(MAGIC)
        for entry in read_journal(journal_path(trial)):
            if entry.kind == NOTE:
                said = entry.note
                change(said)
                entry = Entry(NOTE, entry.arrival_s, json.dumps(said).encode())
            file.write(packed(entry))
    return out


def _in_header(name: str, text: object) -> Any:
    return lambda said: said["what"] == "trial" and said["header"].update({name: text})


@pytest.mark.parametrize("name", ["participant", "protocol", "condition", "trial_id"])
@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.startswith((":", "[", "<"))])
def test_a_hostile_header_in_a_journal_is_refused(
    name: str, text: str, trial: Path, tmp_path: Path
) -> None:
    if text == "../../etc/passwd" and name in ("condition", "trial_id"):
        return  # plain text, and never part of a path
    journal = rewritten(trial, tmp_path / "t.h5.journal", _in_header(name, text))
    with pytest.raises(UsageError, match=f"as {name}, got"):
        recover(journal, tmp_path / "r.h5")
    assert {path.name for path in tmp_path.iterdir()} == {"t.h5.journal"}


@pytest.mark.parametrize("text", ["Anna Meier", "1990-01-31", "NUL", 7, None, ["P07"]])
def test_a_participant_that_is_no_pseudonym_is_refused_by_recover(
    text: object, trial: Path, tmp_path: Path
) -> None:
    journal = rewritten(trial, tmp_path / "t.h5.journal", _in_header("participant", text))
    with pytest.raises(UsageError):
        recover(journal, tmp_path / "r.h5")


def _event(said: dict[str, Any]) -> None:
    if said["what"] == "event":
        said.update(kind=TERMINAL[:12], point=TERMINAL[:12])


def _spoil(what: str, **values: Any) -> Any:
    return lambda said: said["what"] == what and said.update(values)


def test_hostile_events_of_a_journal_are_recovered_and_shown_plain(
    trial: Path, tmp_path: Path
) -> None:
    rewritten(trial, tmp_path / "t.h5.journal", _event)
    done = rig("recover", tmp_path / "t.h5")
    assert done.returncode == 0, done.stderr
    expect_harmless(done.stdout + done.stderr)
    assert "\\x1b" in done.stdout


@pytest.mark.parametrize(
    "change",
    [
        _spoil("begin", zero_utc="\x1b[31m"),
        _spoil("begin", zero_s="soon"),
        _spoil("begin", in_contact=["knee"]),
        _spoil("begin", more=1),
        _spoil("event", time_s="now"),
        _spoil("event", sample=-5),
        _spoil("event", kind=[1]),
        _spoil("end", end_s="x"),
        _spoil("trial", settle_s=[]),
        _spoil("trial", boards={"plates": {}}),
        _spoil("trial", levels={"on_counts": 1}),
    ],
)
def test_notes_that_make_no_sense_are_one_error_and_leave_no_file(
    change: Any, trial: Path, tmp_path: Path
) -> None:
    journal = rewritten(trial, tmp_path / "t.h5.journal", change)
    with pytest.raises(UsageError) as refused:
        recover(journal, tmp_path / "r.h5")
    assert len(str(refused.value)) < 1000
    assert not list(tmp_path.glob("r.h5*"))


@pytest.mark.parametrize(
    ("option", "expected"),
    [("--participant", "as participant, got"), ("--protocol", "lists, got")],
)
def test_a_hostile_option_is_one_plain_line(option: str, expected: str, tmp_path: Path) -> None:
    words = ("record", "--plates", "sim://plates", "--seconds", 1, "--out", tmp_path / "x.h5")
    done = rig(*words, option, TERMINAL)
    expect_one_line(done, 2, expected)
    expect_harmless(done.stderr)
    assert not list(tmp_path.iterdir())
