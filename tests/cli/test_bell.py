"""A lost link rings at the terminal, and only there."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.cli.console import bell
from tests.command import finish, start_rig

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal")

SILENT = "sim://plates?seed=7&silent_at_s=0.8&silent_s=1"
SIM = ("--plates", SILENT, "--dowel", "sim://dowel?seed=7", "--seconds", 2.3)


def told_to(terminal: int) -> Iterator[bytes]:
    """Yields output until the other end is closed."""
    try:
        while came := os.read(terminal, 4096):
            yield came
    except OSError:  # Linux's error for that
        return


@pytest.mark.parametrize("words", [("watch",), ("record", "--out", "t.h5")], ids=" ".join)
def test_it_rings_once_where_standard_error_is_a_terminal(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    ours, theirs = os.openpty()
    settings = {"stdin": subprocess.DEVNULL, "stderr": theirs, "cwd": tmp_path}
    process = start_rig(*words, *SIM, **settings)
    os.close(theirs)
    said = b"".join(told_to(ours))
    os.close(ours)
    assert finish(process).returncode == 0, said
    assert said.count(b"\a") == 1


def test_a_file_gets_no_bell(capsys: pytest.CaptureFixture[str]) -> None:
    bell()
    assert capsys.readouterr().err == ""
