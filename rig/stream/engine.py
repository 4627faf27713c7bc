"""The engine: boards, loop, detector and recorder in one process, with no screen."""

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rig.device import commands
from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.device.messages import Cues
from rig.errors import DeviceError, EndOfReplay, UsageError
from rig.measure.calibrating.applied import Applied
from rig.measure.cuelatency import UNTRIED, CueLatency
from rig.measure.placement import UNSAID, FootPlacement
from rig.protocol.reading import Card
from rig.stream.acquisition import Acquisition, ToldQueue
from rig.stream.awake import sleep_concerns
from rig.stream.decide import Decider
from rig.stream.feed import Feed
from rig.stream.links import RETRY_S, Links
from rig.stream.lsl import LslServer
from rig.stream.playback import judged_by
from rig.stream.recorder import Recorder
from rig.stream.replay import board_as_note
from rig.stream.ring import Ring
from rig.stream.span import TrialSpan
from rig.stream.standards import Standards
from rig.stream.trialrun import TrialRun
from rig.stream.triggers import Triggers
from rig.trial.endings import FAILED, PORT_LOST, STOPPED
from rig.trial.event import MARK, OTHER_BOARD, Event
from rig.trial.header import Header, expect_clock, utc_text
from rig.trial.localtime import offset_s

JOIN_S = 10.0
SLEEP_SAID_S = 60.0


class Engine:
    """Runs the boards that it is given, which it then owns.

    With `threads=False` no thread is started: the caller calls `turn`, and on a SteppedTime a
    simulation runs as fast as the computer can. `rings` hold the samples by role; the default is
    memory of this process. `applied` is the plates' calibration; the default is the nominal
    figures. A replayed trial is judged by what it was recorded with, regardless of later
    calibrations.
    """

    def __init__(
        self,
        boards: dict[str, Board],
        host_time: HostTime,
        *,
        threads: bool = True,
        rings: Mapping[str, Ring] = MappingProxyType({}),
        applied: Applied | None = None,
    ) -> None:
        self.standards = Standards(
            {role: board.info for role, board in boards.items()},
            applied,
            on_levels=lambda levels: self._links.use_levels(levels),
            played=judged_by(boards.values()),
            threads=threads,
        )
        self.feeds = _feeds(boards, rings, self.standards.deciders)
        self.failure: BaseException | None = None
        self.trial: TrialRun | None = None
        self.started_s = host_time.now_s()
        self._host_time = host_time
        self._acquisition = Acquisition(
            list(self.feeds.values()),
            host_time,
            each_turn=self._turn_in_loop,
            on_lost=self._search,
            on_woken=self._note_sleep,
        )
        self._sleep_words = ""
        self._woke_s = -math.inf
        self._links = Links(
            self.feeds,
            self.standards.levels,
            host_time,
            ttl_level=lambda: self.span.output_level if self.span else 0,
            on_other=self._note_other_board,
        )
        self._search_due_s = 0.0
        self._threads = threads
        self._started: list[threading.Thread] = []
        self._lsl: LslServer | None = None

    @property
    def span(self) -> TrialSpan | None:
        """Where the newest trial begins and ends; None before the first."""
        return self.trial.span if self.trial else None

    def start(self, cues: Cues | None = None) -> None:
        """Starts the boards and the loop.

        The dowel's board gets the contact levels that the computer uses, and gives `cues` without
        the computer (None: as before). Raises DeviceError if a board does not answer.
        """
        self._links.start(cues)
        self.started_s = self._host_time.now_s()
        if self._threads:
            self._run_in_thread("acquisition", self._guarded(self._acquisition.run))

    def listen(self, told: ToldQueue | None = None) -> ToldQueue:
        """Returns a queue of every event from now on, with times on the host's clock."""
        return self._acquisition.listen(told)

    def forget(self, told: ToldQueue) -> None:
        """Ends `listen`."""
        self._acquisition.forget(told)

    @property
    def problems(self) -> list[str]:
        """In plain words, which boards a trial waits for, and whether the computer slept
        recently."""
        lately = self._host_time.now_s() - self._woke_s < SLEEP_SAID_S
        return [*self._links.problems.values(), *([self._sleep_words] if lately else [])]

    @property
    def concerns(self) -> list[str]:
        """What makes this computer unfit for recording, tested now."""
        return sleep_concerns(feed.board for feed in self.feeds.values())

    def arm(self, cues: Cues) -> None:
        """Sets which cues the dowel's board gives from now on. Raises UsageError without a
        dowel."""
        self._links.arm(cues)

    def mark(self) -> None:
        """Sets a mark now."""
        self._acquisition.put(Event(self._host_time.now_s(), MARK))

    def record(
        self,
        path: Path,
        *,
        participant: str = "",
        protocol: Card | None = None,
        feet: FootPlacement = UNSAID,
        cue: CueLatency = UNTRIED,
        triggers: Triggers | None = None,
        seconds: float | None = None,
        keep_journal: bool = False,
    ) -> Recorder:
        """Begins a trial at `path` by `triggers`, or now for `seconds`, after the last one is over.

        Its journal is beside it until the trial is closed and verified, longer with `keep_journal`.
        Raises UsageError if it cannot be written there, or a trigger needs plates that are not
        connected.
        """
        triggers = triggers or Triggers(seconds=seconds)
        self._refuse_without_plates(triggers)
        trial = TrialRun(
            path,
            self._header(participant, protocol, asdict(feet) | asdict(cue)),
            triggers,
            feeds=self.feeds,
            standards=self.standards,
            acquisition=self._acquisition,
            host_time=self._host_time,
            keep_journal=keep_journal,
        )
        if self.trial:
            self.trial.leave()
        self.trial = trial  # from here on the loop turns it
        if self._threads:
            for name, target in trial.threads.items():
                self._run_in_thread(name, target)
        self._end_trial_after_failure()
        return trial.recorder

    def finish(self, end_reason: str = STOPPED) -> None:
        """Ends the trial as its trigger would; one that has not begun is over immediately."""
        if self.trial:
            self.trial.finish(end_reason)

    def serve_lsl(self, on_problem: Callable[[str], None]) -> None:
        """Serves LSL streams on the network until `close`; `on_problem` gets the reason if they
        end.

        For an engine with threads. Raises UsageError if there is no LSL on this computer.
        """
        server = LslServer(
            list(self.feeds.values()),
            self._acquisition.listen(),
            self._host_time,
            calibration=self.standards.calibration,
            zero_s=self._event_zero_s,
            on_problem=on_problem,
        )
        server.start()
        self._lsl = server

    def turn(self) -> None:
        """One turn of everything, for an engine without threads. Raises what the loop raises."""
        try:
            self._acquisition.rest_and_step()
        except EndOfReplay as end:
            self.failure = end
            self._end_trial_after_failure()
            raise
        lost = [feed for feed in self.feeds.values() if feed.lost]
        if lost and self._host_time.now_s() >= self._search_due_s:
            for feed in lost:
                self._links.look_for(feed)
            self._search_due_s = self._host_time.now_s() + RETRY_S
        if self.trial:
            self.trial.turn()

    def wait(self, seconds: float) -> None:
        """Lets time pass; an engine without threads turns meanwhile. Raises what ended it."""
        if self._threads:
            threading.Event().wait(seconds)
        else:
            end_s = self._host_time.now_s() + seconds
            while self._host_time.now_s() < end_s:
                self.turn()
        if self.failure:
            raise self.failure

    def close(self, end_reason: str = STOPPED) -> None:
        """Closes the trial being recorded, if any, stops the boards and releases the ports."""
        if self.trial:
            recorder = self.trial.recorder
            recorder.finish(end_reason)
            if not self._threads:
                recorder.turn()
            recorder.closed.wait(JOIN_S)
        self._acquisition.stop()
        self._links.end_searches()
        for thread in self._started:
            thread.join(JOIN_S)
        if self._lsl:  # last: sends what the loop has read
            self._lsl.close()
        self._links.close()

    def _refuse_without_plates(self, triggers: Triggers) -> None:
        edges = [t for t in (triggers.start, triggers.stop) if t is not None and t.needs_plates]
        if edges and "plates" not in self.feeds:
            raise UsageError(
                f"expected a plates board for the trigger {edges[0].value}: its TTL input is there"
            )
        if triggers.repetitions and "plates" not in self.feeds:
            raise UsageError("expected a plates board to count repetitions")

    def _header(self, participant: str, protocol: Card | None, said: dict[str, Any]) -> Header:
        utc = self._host_time.utc()
        expect_clock(utc)
        return Header(
            start_time_utc=utc_text(utc),
            utc_offset_s=offset_s(utc),
            simulated=any(feed.board.simulated for feed in self.feeds.values()),
            replay_of=max(feed.board.replay_of for feed in self.feeds.values()),
            participant=participant,
            **self.standards.weighed,
            **(protocol.frozen() if protocol else {}),
            **said,
        )

    def _event_zero_s(self) -> float:
        """Time 0 of the trial if there is one, else of the engine."""
        recorder = self.trial.recorder if self.trial else None
        return recorder.zero_s if recorder and recorder.begun else self.started_s

    def _turn_in_loop(self) -> None:
        """Runs in the loop, between two turns."""
        self.standards.take_effect()
        for feed, board in self._links.returned():
            self._rejoin(feed, board)
        if self.trial:
            self.trial.turn_in_loop()

    def _search(self, feed: Feed) -> None:
        """Runs in the loop, so it starts the search in a thread: that takes seconds."""
        self._links.note_lost(feed)
        self._note_in_journal(what="lost", role=feed.role)
        if self._threads:
            self._run_in_thread(f"search {feed.role}", self._guarded(self._links.search, feed))

    def _note_sleep(self, woke_s: float, seconds: float) -> None:
        """Runs in the loop."""
        self._note_in_journal(what="woken", woke_s=woke_s, seconds=seconds)
        self._sleep_words = (
            f"the computer slept, or stood still, for {seconds:.0f} s: what the boards sent "
            "meanwhile is lost, what follows is recorded"
        )
        self._woke_s = woke_s

    def _rejoin(self, feed: Feed, board: Board) -> None:
        """Runs in the loop, between two turns."""
        self._note_in_journal(what="rejoin", role=feed.role, **board_as_note(board))
        feed.rejoin(board)
        if feed.role == "plates" and self.span:  # it may have changed since the board was set
            board.port.write(commands.ttl_out(self.span.output_level))

    def _note_in_journal(self, **said: Any) -> None:
        if self.trial:
            self.trial.journal.note(**said)

    def _note_other_board(self, feed: Feed, serial: str) -> None:
        self._acquisition.put(Event(self._host_time.now_s(), OTHER_BOARD, feed.role, serial))

    def _guarded(self, target: Callable[..., None], *arguments: Any) -> Callable[[], None]:
        """Stores a failure and ends the trial: no thread dies silently."""

        def run() -> None:
            try:
                target(*arguments)
            except Exception as failure:
                self.failure = failure
                self._end_trial_after_failure()

        return run

    def _end_trial_after_failure(self) -> None:
        """The loop may fail before there is a trial, so both sides call this."""
        if self.trial and self.failure:
            self.trial.end_after(self.failure, _end_reason(self.failure))

    def _run_in_thread(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._started = [*(other for other in self._started if other.is_alive()), thread]
        thread.start()


def _end_reason(failure: BaseException) -> str:
    if isinstance(failure, EndOfReplay):
        return failure.end_reason
    return PORT_LOST if isinstance(failure, DeviceError) else FAILED


def _feeds(
    boards: Mapping[str, Board], rings: Mapping[str, Ring], deciders: Mapping[str, Decider]
) -> dict[str, Feed]:
    """Creates the feeds. The sync wire goes from the plates to the dowel."""
    feeds: dict[str, Feed] = {}
    for role in ("plates", "dowel"):
        if role in boards:
            reference = feeds["plates"].clock if feeds else None
            feeds[role] = Feed(
                boards[role],
                decider=deciders.get(role),
                reference=reference,
                ring=rings.get(role),
            )
    return feeds
