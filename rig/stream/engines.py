"""Engines on the wanted boards, one after another: a missing or lost board is retried."""

import threading
from collections.abc import Callable

from rig.calibrations.book import CalibrationBook
from rig.device.board import Board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import HostTime
from rig.errors import RefusedError, RigError
from rig.measure.calibrating.applied import Applied
from rig.stream.acquisition import ToldQueue
from rig.stream.api import BoardState
from rig.stream.engine import Engine
from rig.stream.enginelog import LOG, words_of
from rig.stream.persons import use_person
from rig.stream.ring import Ring
from rig.stream.runfolder import Place
from rig.stream.status import Rate, board_state
from rig.trial.endings import STOPPED

RETRY_S = 2.0


class Engines:
    """`engine` is the running one, `number` counts them, `trouble` describes what is wrong,
    `concerns` what makes recording inadvisable. `lock` is held while an engine starts or ends; with
    `lsl` each serves Lab Streaming Layer outlets."""

    def __init__(self, place: Place, wanted: Wanted, host_time: HostTime, *, lsl: bool) -> None:
        self.engine: Engine | None = None
        self.number = 0
        self.trouble = "looking for the boards"
        self.concerns: list[str] = []
        self.lock = threading.RLock()
        self._place = place
        self._wanted = wanted
        self._host_time = host_time
        self._lsl = lsl
        self._told: list[ToldQueue] = []
        self._rates: dict[str, Rate] = {}
        self._rings: dict[str, Ring] = {}
        self._retry_s = 0.0
        self._noted = ""

    @property
    def running(self) -> Engine:
        """The running engine. Raises RefusedError if there is none."""
        if self.engine is None:
            raise RefusedError("no_boards", trouble=self.trouble)
        return self.engine

    @property
    def problems(self) -> str:
        """All that is wrong, in plain words; "" if nothing is."""
        waits_for = self.engine.problems if self.engine else []
        return "; ".join(filter(None, [self.trouble, *waits_for]))

    def listen(self) -> ToldQueue:
        """Events from now on, across all engines."""
        told = ToldQueue()
        with self.lock:
            self._told.append(told)
            if self.engine:
                self.engine.listen(told)
        return told

    def forget(self, told: ToldQueue) -> None:
        """Ends `listen`."""
        with self.lock:
            if told in self._told:
                self._told.remove(told)
                if self.engine:
                    self.engine.forget(told)

    def boards(self) -> list[BoardState]:
        """The boards' identity and health."""
        now_s = self._host_time.now_s()
        return [
            board_state(
                feed,
                rate_hz=self._rates[role].hz,
                now_s=now_s,
                ring=self._place.ring_path(role, self.number),
            )
            for role, feed in (self.engine.feeds if self.engine else {}).items()
        ]

    def use_person(self, participant: str) -> None:
        """Applies what is stored about a participant to the trials that follow."""
        use_person(self.running, participant, self._host_time, on_problem=self._note_trouble)

    def turn(self) -> None:
        """Ends an engine that failed; starts one if there is none."""
        if self.engine and self.engine.failure:
            self.trouble = str(self.engine.failure)
            self._note(f"the boards failed: {words_of(self.engine.failure)}")
            self.close()
            self._retry_s = self._host_time.now_s() + RETRY_S
        if self.engine is None and self._host_time.now_s() >= self._retry_s:
            self._open()
        for role, feed in (self.engine.feeds if self.engine else {}).items():
            self._rates[role].note(self._host_time.now_s(), feed.ring.written)

    def close(self) -> None:
        """Ends the running engine; its trial is closed."""
        with self.lock:
            if self.engine:
                self.engine.close(STOPPED)
                self.engine = None
                self._drop_rings()

    def _open(self) -> None:
        """Holds no lock until the boards have answered, which may take seconds."""
        problems: list[str] = []
        try:
            boards = open_wanted(self._wanted, self._host_time, on_problem=problems.append)
            engine = self._engine_of(boards, problems.append)
            concerns = engine.concerns
        except RigError as error:
            self.trouble = str(error)
            self._note(f"no boards: {words_of(error)}")
            self._retry_s = self._host_time.now_s() + RETRY_S
            return
        self._note(f"boards: {', '.join(engine.feeds)}")
        with self.lock:
            self.engine, self.concerns = engine, concerns
            self._rates = {role: Rate() for role in engine.feeds}
            self.trouble = "; ".join(problems)
            for told in self._told:
                engine.listen(told)

    def _engine_of(self, boards: dict[str, Board], on_problem: Callable[[str], None]) -> Engine:
        try:
            rings = self._new_rings(boards)
            applied = self._applied(boards, on_problem)
            engine = Engine(boards, self._host_time, rings=rings, applied=applied)
        except BaseException:
            for board in boards.values():
                board.close()
            self._drop_rings()
            raise
        try:
            if self._lsl:
                engine.serve_lsl(on_problem=self._note_trouble)
            engine.start()
        except BaseException:
            engine.close()
            self._drop_rings()
            raise
        return engine

    def _new_rings(self, boards: dict[str, Board]) -> dict[str, Ring]:
        self.number = self._place.free_number(self.number + 1)
        self._rings = {}
        for role, board in boards.items():
            path = self._place.ring_path(role, self.number)
            self._rings[role] = Ring.create(path, board.info.channels)
        return self._rings

    def _drop_rings(self) -> None:
        """Closes before removing: a mapped file cannot be removed on every system."""
        for ring in self._rings.values():
            ring.close()
        self._rings = {}
        self._place.sweep_rings()

    def _applied(
        self, boards: dict[str, Board], on_problem: Callable[[str], None]
    ) -> Applied | None:
        """The plates' calibration; None without plates."""
        if "plates" not in boards:
            return None
        now = self._host_time.utc()
        return CalibrationBook().applied(boards["plates"].info, at=now, on_problem=on_problem)

    def _note(self, sentence: str) -> None:
        """Logs a repeated sentence only once."""
        if sentence != self._noted:
            self._noted = sentence
            LOG.info("%s", sentence)

    def _note_trouble(self, sentence: str) -> None:
        self.trouble = sentence
