"""Hostile text in a trial, in the files written from it."""

import shutil
from pathlib import Path

import ezc3d
import h5py
import pyarrow.parquet
import pytest

import rig
from rig.export import FORMATS, export
from tests.hostile import HOSTILE, expect_harmless


def spoiled(trial: Path, out: Path, text: str) -> Path:
    """The trial with `text` in every text field."""
    shutil.copy(trial, out)
    with h5py.File(out, "r+") as file:
        about = ("participant", "protocol", "condition", "end_reason", "trial_id")
        file.attrs.update(dict.fromkeys(about, text))
        file["calibration/plates"].attrs["name"] = text
        file["plates"].attrs.update(board_serial=text, firmware_version=text)
        column = file["events/point"]
        column[:] = text.encode()[: column.dtype.itemsize]
    return out


def words_of(made: Path) -> list[str]:
    """The words that a reader gets from it."""
    if made.suffix == ".c3d":
        groups = ezc3d.c3d(str(made))["parameters"]
        named = [group for name, group in groups.items() if name in ("HINGE_RIG", "EVENT")]
        return [str(word) for group in named for word in group.values()]
    if list(made.glob("*.csv")):
        return [
            path.read_text(encoding="utf-8") for path in (made / "README.txt", made / "events.csv")
        ]
    table = pyarrow.parquet.read_table(made / "events.parquet")
    said = [word.decode() for word in table.schema.metadata.values()]
    return [*said, *table["point"].to_pylist()]


@pytest.mark.parametrize("to", FORMATS)
def test_hostile_text_is_plain_wherever_it_is_written(
    to: str, trials: dict[str, Path], tmp_path: Path
) -> None:
    for number, text in enumerate(HOSTILE):
        trial = rig.open_trial(spoiled(trials["gap"], tmp_path / f"{number}.h5", text))
        out = tmp_path / (f"{number}.c3d" if to == "c3d" else f"{number}")
        for made in export(trial, out, to=to, told=lambda _: None):
            for words in words_of(made):
                expect_harmless(words)
