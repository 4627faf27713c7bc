"""A disk with faults for the program under test: a preloaded library."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import start_rig

SOURCE = Path(__file__).with_name("faulty_disk.c")


def compiled(folder: Path) -> Path:
    """The library, built in a folder."""
    compiler = shutil.which("gcc")
    if compiler is None or os.name != "posix":
        pytest.skip("needs gcc")
    made = folder / "faulty_disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def start_on(library: Path, *words: object, faults: dict[str, object]) -> "subprocess.Popen[str]":
    """`rig` on a disk with faults, named as in faulty_disk.c."""
    environment = {"LD_PRELOAD": library, **faults}
    said = {name: str(value) for name, value in environment.items()}
    return start_rig(*words, stdin=subprocess.DEVNULL, environment=said)
