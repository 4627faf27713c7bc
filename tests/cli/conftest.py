"""The command in the tests' own process, where it needs no separate one."""

from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from rig.cli import main

Said = tuple[int, str, str]  # exit code, standard output and error
Run = Callable[..., Said]
RigHere = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command in this process: a crash of HDF5 would be a crash of the tests."""
    # Leftovers of other tests would end it, and the tests, as they end a program.
    monkeypatch.setattr("rig.cli.console.abandoned", [])

    def run(*words: object) -> Said:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def rig_here(run: Run) -> RigHere:
    """Like `tests.command.rig`, without the second that a process takes to start: where there are
    several similar tests, one with a process is enough."""
    return lambda *words: CompletedProcess(words, *run(*words))
