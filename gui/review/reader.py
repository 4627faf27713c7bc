"""The thread that reads an open trial: the newest wish first, and in between the rest of it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt5.QtCore import pyqtSignal

from gui.language import text
from gui.review.overlaying import overlay_of
from gui.review.picture import Repetition, Wish
from gui.review.reading import TrialPictures, opened_of
from gui.review.telling import Telling
from rig.errors import RigError
from rig.plain import plain
from rig.trial.browsing import BrowsedTrial, browsed

LONGEST_SENTENCE = 300
JOIN_S = 10.0
Job = Callable[[BrowsedTrial, TrialPictures], None]


class Reader(Telling):
    """Serves only the newest waiting request of each kind: a drag never lags behind."""

    opened = pyqtSignal(object)
    frame = pyqtSignal(object)
    overlay = pyqtSignal(object)
    read = pyqtSignal(float, object)  # the share read, and the gaps so far
    failed = pyqtSignal(str)

    def __init__(self, key: int, path: Path, title: str) -> None:
        super().__init__()
        self._key, self._path, self._title = key, path, title
        self._waiting: dict[str, Job] = {}
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        self._thread.start()

    def wish(self, wish: Wish) -> None:
        """Requests a frame."""
        self._ask("frame", lambda _, pictures: self.tell(self.frame, pictures.frame(wish)))

    def ask_overlay(self, repetitions: list[Repetition], **how: Any) -> None:
        """Requests an overlay of repetitions."""
        self._ask(
            "overlay",
            lambda trial, _: self.tell(self.overlay, overlay_of(trial, repetitions, **how)),
        )

    def close(self) -> None:
        """Releases the trial."""
        with self._news:
            self.closed = True
            self._news.notify()
        self._thread.join(JOIN_S)

    def _ask(self, kind: str, job: Job) -> None:
        with self._news:
            self._waiting[kind] = job
            self._news.notify()

    def _run(self) -> None:
        try:
            with browsed(self._path) as trial:
                self.tell(self.opened, opened_of(self._key, trial, self._title))
                self._serve(trial, TrialPictures(trial))
        except RigError as error:
            self.tell(self.failed, str(error))
        except Exception as error:  # nothing ends in silence
            why = text("failed.unread", why=plain(repr(error), LONGEST_SENTENCE))
            self.tell(self.failed, why)

    def _serve(self, trial: BrowsedTrial, pictures: TrialPictures) -> None:
        while not self.closed:
            done = pictures.share_read >= 1.0
            if job := self._next(wait=done):
                job(trial, pictures)
            elif not done:
                pictures.read_on()
                self.tell(self.read, pictures.share_read, pictures.gaps)

    def _next(self, *, wait: bool) -> Job | None:
        with self._news:
            while wait and not (self._waiting or self.closed):
                self._news.wait()
            for kind in ("frame", "overlay"):
                if job := self._waiting.pop(kind, None):
                    return job
        return None
