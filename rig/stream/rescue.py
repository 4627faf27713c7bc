"""Trials whose engine died while it recorded, and their recovery on request.

The command `rig recover` does it in a process of its own: no sample waits for it.
"""

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rig.errors import RefusedError, UsageError
from rig.parsed import json_of
from rig.stream.api import RecoveredTrial
from rig.trial.interrupted import interrupted
from rig.trial.journal import trial_path
from rig.trial.leftovers import sweep

LAST_WORDS = 500


class Rescue:
    """`command` rebuilds the trial that is appended to it and reports that in one JSON document."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._lock = threading.Lock()
        self._trials: list[Path] = []
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self._recovering: Path | None = None
        self._recovered: RecoveredTrial | None = None
        self._done = 0

    def look(self, folder: Path) -> None:
        """Finds interrupted trials in a folder; removes what killed programs left half made."""
        sweep(folder, below=True)
        trials = [trial_path(journal) for journal in interrupted(folder)]
        with self._lock:
            self._trials = trials

    @property
    def busy(self) -> bool:
        """Whether a trial is being recovered."""
        return self._recovering is not None

    def begin(self, name: str) -> None:
        """Recovers a trial, named as in `state`. Raises RefusedError for any other."""
        with self._lock:
            trial = next((path for path in self._trials if str(path) == name), None)
            if trial is None:
                raise RefusedError("not_interrupted", trial=name[:80])
            if self._recovering:
                raise RefusedError("recovering", trial=self._recovering.name)
            self._process = process = _started([*self._command, str(trial)])
            self._recovering = trial
            self._thread = threading.Thread(target=self._wait, args=(trial, process), name="rescue")
            self._thread.start()

    def state(self) -> tuple[list[str], str | None, RecoveredTrial | None]:
        """Interrupted trials, the one being recovered, and how the last recovery ended."""
        with self._lock:
            recovering = str(self._recovering) if self._recovering else None
            return [str(trial) for trial in self._trials], recovering, self._recovered

    def close(self) -> None:
        """Aborts a recovery: it can be done again after the next start."""
        if self._process:
            self._process.terminate()
        if self._thread:
            self._thread.join()

    def _wait(self, trial: Path, process: subprocess.Popen[str]) -> None:
        outcome = _outcome(*process.communicate())
        with self._lock:
            self._done += 1
            self._recovered = RecoveredTrial(self._done, str(trial), **outcome)
            self._recovering = None
            if not outcome.get("problem"):
                self._trials.remove(trial)


def _started(words: list[str]) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(  # noqa: S603 (ours)
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise UsageError(f"cannot start {words[0]}: {error.strerror}") from error


def _outcome(said: str, remarks: str) -> dict[str, Any]:
    """The contents of the command's document, or the reason why there is none."""
    try:
        summary: dict[str, Any] = json_of(said)
    except ValueError:
        return {"problem": " ".join(remarks.split())[-LAST_WORDS:] or "its recovery was broken off"}
    return {"path": summary["file"], **{name: summary[name] for name in ("verdict", "reasons")}}
