"""Damage between the real firmware and the computer, through `rig record`: what is stored is what
was injected, and the rest is a gap."""

import json
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.command import finish, rig, start_rig, wait_for_file
from tests.firmware.emulated import EmulatedBoards
from tests.firmware.test_rig_on_boards import CHANNELS, expect_codes, noise_waveform

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

Stats = dict[str, dict[str, int]]


def gaps_of(file: h5py.File, role: str) -> list[int]:
    """Every sample that a gap names."""
    own = file["gaps/board"][:] == role.encode()
    gaps = zip(file["gaps/first_sample"][own], file["gaps/count"][own], strict=True)
    return [number for first, count in gaps for number in range(first, first + count)]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Stats]:
    """Over damaged lines, with a stall; the log of what was injected, and the damage."""
    folder = tmp_path_factory.mktemp("damaged")
    path, prefix = folder / "trial.h5", folder / "injected"
    with EmulatedBoards(
        waveform=noise_waveform(folder / "noise.csv"), repeat_waveform=True, injected_log=prefix
    ) as boards:
        process = start_rig("record", "--seconds", 5, "--out", path, ports=boards.ports.values())
        wait_for_file(path)
        time.sleep(1.0)
        for seed, role in enumerate(CHANNELS):
            boards.command("damage", role, 2, 2, 2, 2, seed)
        boards.command("stall", "plates", 700)
        done = finish(process)
        stats = {role: boards.stats(role) for role in CHANNELS}
    assert done.returncode == 0, done.stderr
    return path, prefix, stats


@pytest.mark.parametrize("role", CHANNELS)
def test_what_came_whole_is_stored_and_all_else_is_a_gap(role: str, trial) -> None:
    path, prefix, stats = trial
    assert all(stats[role][name] > 0 for name in ("flips", "lost", "repeated", "noise"))
    with h5py.File(path) as file:
        stored = expect_codes(file, prefix, role)
        sample = file[role]["sample"][:].astype(int)
        missing = np.setdiff1d(np.arange(sample[0], sample[-1]), sample).tolist()
        assert gaps_of(file, role) == missing
        counted = file["validity"][role].attrs
        assert counted["samples_received"] == stored
        assert counted["samples_lost"] == len(missing)
        # Each affects one frame or two, but some hit what another one damaged.
        assert 0 < len(missing) < 3 * (stats[role]["flips"] + 24)
        assert counted["resyncs"] > 0
        assert counted["bytes_skipped"] > 0


def test_a_stall_is_an_event_and_no_gap(trial) -> None:
    path, _, _ = trial
    with h5py.File(path) as file:
        kinds = file["events/kind"][file["events/board"][:] == b"plates"].tolist()
    assert [kind for kind in kinds if kind.startswith(b"link")] == [b"link_lost", b"link_back"]


def test_the_verdict_names_what_was_lost(trial) -> None:
    path, _, _ = trial
    (document,) = json.loads(rig("verify", path, "--json").stdout)["trials"]
    with h5py.File(path) as file:
        lost = {role: len(gaps_of(file, role)) for role in CHANNELS}
    for role, count in lost.items():
        assert any(reason.startswith(f"{role}: {count} of") for reason in document["reasons"])
        assert document["boards"][role]["lost"] == count
