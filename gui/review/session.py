"""The only bridge between the review's views and rig: files in, plain data out."""

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PyQt5.QtCore import pyqtSignal

from gui.language import text
from gui.review import clerk
from gui.review.blinding import FAILED, blind_order, blind_row, blind_said, tells
from gui.review.editing import Finder, expect_sense
from gui.review.listing import Listed, raters_of
from gui.review.picture import Repetition, Row, Said, Wish
from gui.review.reader import Reader
from gui.review.telling import Telling
from rig.errors import RigError, UsageError
from rig.plain import plain
from rig.store.log import note_use
from rig.trial.reader import utc_offset_of
from rig.trial.reviews import Edit, add_act, redo, undo

JOIN_S = 10.0
LONGEST_SENTENCE = 300
BATCH = 25


class ReviewSession(Telling):
    """Lists the trials at a place, opens one of them at a time, and stores statements about it.

    With `blind`, nothing that it emits contains a name, a date, a file's name or another's rating.
    """

    rows = pyqtSignal(object, bool)  # all so far, and whether more are to come
    opened = pyqtSignal(object)
    frame = pyqtSignal(object)
    overlay = pyqtSignal(object)
    read = pyqtSignal(float, object)
    found = pyqtSignal(object)
    not_found = pyqtSignal(str)
    said = pyqtSignal(object)
    compared = pyqtSignal(object)
    refused = pyqtSignal(str)

    def __init__(self, place: Path, *, rater: str = "", blind: bool = False) -> None:
        super().__init__()
        self.rater, self.blind = rater, blind
        self._place = place
        self._listed: list[Listed] = []
        self._reader: Reader | None = None
        self._path: Path | None = None  # of the trial shown
        self._finder = Finder()
        self._finder.found.connect(self.found)
        self._finder.failed.connect(lambda why: self.not_found.emit(self._harmless(why)))
        self._errands: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="clerk", daemon=True)
        self._thread.start()

    def list_trials(self) -> None:
        """Emits the trials by `rows`, as they are read."""
        self._errands.put(self._list)

    def open(self, key: int) -> None:
        """Opens the trial of a row, and analyses it; releases the previous one."""
        self.leave()
        row, path = self._rows()[key], self._listed[key].path
        title = " · ".join(part for part in (row.name, row.drill, row.began) if part)
        self._reader = reader = Reader(key, path, title)
        for told, slot in (
            (reader.opened, self.opened),
            (reader.frame, self.frame),
            (reader.overlay, self.overlay),
            (reader.read, self.read),
        ):
            told.connect(slot)
        reader.failed.connect(self._refuse)
        reader.opened.connect(lambda _: self._begin(path))

    def leave(self) -> None:
        """Releases the open trial."""
        self._finder.leave()
        reader, self._reader, self._path = self._reader, None, None
        if reader:
            reader.close()

    def wish(self, wish: Wish) -> None:
        """Requests a frame of the open trial."""
        if self._reader:
            self._reader.wish(wish)

    def ask_overlay(self, repetitions: list[Repetition], quantity: str, aligned: str) -> None:
        """Requests an overlay of repetitions."""
        if self._reader:
            self._reader.ask_overlay(repetitions, quantity=quantity, aligned=aligned)

    def say(self, act: dict[str, Any]) -> None:
        """Stores a statement of the rater about the open trial, in the file beside it."""
        findings = self._finder.findings

        def errand(path: Path, **who: Any) -> None:
            expect_sense(findings, clerk.edits_of(path, alone=self._alone), act)
            add_act(path, act, **who)

        self._write(errand)

    def undo(self) -> None:
        """Undoes the rater's newest statement about the open trial."""
        self._write(undo)

    def redo(self) -> None:
        """Redoes the statement undone last."""
        self._write(redo)

    def compare(self, first: str, second: str) -> None:
        """Emits by `compared` how well two raters agree over all trials of the list; with empty
        names, only who the raters are."""
        paths = [one.path for one in self._listed if not one.why]
        self._errands.put(lambda: self.tell(self.compared, clerk.compared(paths, first, second)))

    def close(self) -> None:
        """Finishes pending requests."""
        self.leave()
        self._errands.put(None)
        self._thread.join(JOIN_S)
        self.closed = True

    def _begin(self, path: Path) -> None:
        """What can wait until the trial is shown; until then no statement is accepted."""
        self._path = path
        self._finder.begin(path, alone=self._alone)
        self._note_use(path)
        self._tell_said(path)

    def _note_use(self, path: Path) -> None:
        """Notes the use in the log of the store, if the trial is in one."""
        participants = {one.path: one.participant for one in self._listed if one.path == path}

        def errand() -> None:
            if problem := note_use("review", participants):
                self._refuse(problem)

        self._errands.put(errand)

    def _run(self) -> None:
        while (errand := self._errands.get()) is not None:
            try:
                errand()
            except RigError as error:
                self._refuse(str(error))
            except Exception as error:  # one failing errand must not end the others in silence
                self._refuse(text("failed.not_done", why=plain(repr(error), LONGEST_SENTENCE)))

    def _list(self) -> None:
        """Blinded, all are emitted together: their order is known only at the end."""
        found: list[Listed] = []
        for one in clerk.trials_at(self._place):
            found.append(one)
            if len(found) % BATCH == 0 and not self.blind:
                self._tell_rows(list(found), more=True)
        if self.blind:
            order = blind_order([one.trial_id or one.path.name for one in found], self.rater)
            found = [found[at] for at in order]
        self._tell_rows(found, more=False)

    def _tell_rows(self, found: list[Listed], *, more: bool) -> None:
        """The list and the rows shown change together: a row's key is its position."""
        self.have_done(partial(self._take_listed, found, more))

    def _take_listed(self, found: list[Listed], more: bool) -> None:
        self._listed = found
        self.rows.emit(tuple(self._rows()), more)

    def _take_raters(self, path: Path, raters: tuple[str, ...]) -> None:
        new = [replace(one, raters=raters) if one.path == path else one for one in self._listed]
        self._take_listed(new, more=False)

    def _rows(self) -> list[Row]:
        rows = [clerk.row_of(key, one) for key, one in enumerate(self._listed)]
        return [blind_row(row, row.key + 1, self.rater) for row in rows] if self.blind else rows

    def _take_edits(self, path: Path, edits: list[Edit], utc_offset_s: float | None) -> None:
        if path == self._path:
            self._finder.take_edits(path, edits, alone=self._alone, utc_offset_s=utc_offset_s)

    @property
    def _alone(self) -> str:
        """The only reviewer whose edits are shown, or "" for all valid ones."""
        return self.rater if self.blind else ""

    def _write(self, act: Callable[..., None]) -> None:
        """Applies an act to the path, with who, when, and whether blinded."""
        path, rater, blind = self._path, self.rater, self.blind
        if path is None:
            return

        def errand() -> None:
            if not rater:
                raise UsageError(text("review.no_rater"))
            now = datetime.now(UTC).isoformat(timespec="seconds")
            try:
                act(path, author=rater, utc=now, blind=blind)
            finally:  # it may be refused for what someone else has just stated
                self._say_all(path)
            self.have_done(partial(self._take_raters, path, raters_of(path)))

        self._errands.put(errand)

    def _tell_said(self, path: Path) -> None:
        self._errands.put(lambda: self._say_all(path))

    def _say_all(self, path: Path) -> None:
        said: tuple[Said, ...] = clerk.said_of(path)
        edits, offset_s = clerk.edits_of(path, alone=self._alone), utc_offset_of(path)
        self.have_done(partial(self._take_edits, path, edits, offset_s))
        if path == self._path:
            self.tell(self.said, blind_said(said, self.rater) if self.blind else said)

    def _refuse(self, why: str) -> None:
        self.tell(self.refused, self._harmless(why))

    def _harmless(self, why: str) -> str:
        """Blinded, an error that names a file, a folder or a participant is replaced."""
        names = [name for one in self._listed for name in (one.path.stem, one.participant)]
        return text(FAILED) if self.blind and tells(why, names) else why
