"""Runs the command `rig` as a user would, in a separate process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rig.trial.journal import journal_path

RIG = (sys.executable, "-W", "error", "-m", "rig")
LONGEST_S = 60.0
JOURNAL_BYTES_A_SECOND = 50_000


def start_rig(
    *words: object,
    ports: Iterable[str] | None = None,
    environment: Mapping[str, str] | None = None,
    **settings: Any,
) -> subprocess.Popen[str]:
    """`environment` is added to this one's; `settings` are those of Popen, whose standard output
    and error are pipes by default."""
    around = dict(os.environ, COLUMNS="200")
    around.pop("RIG_PORTS", None)
    if ports is not None:
        around["RIG_PORTS"] = os.pathsep.join(ports)
    return subprocess.Popen(
        [*RIG, *(str(word) for word in words)],
        env=around | dict(environment or {}),
        text=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | settings,
    )


def finish(process: subprocess.Popen[str], timeout_s: float = LONGEST_S) -> Any:
    """Waits for the end; a test that gives up leaves nothing running."""
    try:
        out, err = process.communicate(timeout=timeout_s)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_for_file(path: Path) -> None:
    """Waits until a recording has created its file: it is about to begin, or waits for its
    trigger."""
    end_s = time.monotonic() + LONGEST_S
    while not path.exists():
        assert time.monotonic() < end_s, f"{path} was not made"
        time.sleep(0.05)


def wait_for_samples(path: Path, seconds: float) -> None:
    """Waits until about `seconds` of both boards have come, however slowly this computer starts."""
    wait_for_file(path)
    journal, end_s = journal_path(path), time.monotonic() + LONGEST_S
    while not journal.exists() or journal.stat().st_size < seconds * JOURNAL_BYTES_A_SECOND:
        assert time.monotonic() < end_s, f"{path} gets no samples"
        time.sleep(0.05)


def rig(*words: object, ports: Iterable[str] | None = None, timeout_s: float = LONGEST_S) -> Any:
    return finish(start_rig(*words, ports=ports), timeout_s)


def expect_one_line(done: Any, exit_code: int, *parts: str) -> None:
    """Standard error has exactly one line, which contains `parts`."""
    assert done.returncode == exit_code, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("rig: ")
    for part in parts:
        assert part in lines[0]
