"""The engine: boards, loop, detector and recorder in one process, with no screen."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rig.device import messages
from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.device.messages import Cues
from rig.errors import DeviceError, EndOfReplay, UsageError
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.still import TARE_S, Tare, tare
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibrating.weight import WEIGH_S, Weighing, Weight, weigh
from rig.measure.calibrating.zero import Zero
from rig.measure.calibration import PlateCalibration, nominal_plates
from rig.measure.contact import nominal_levels
from rig.measure.cuelatency import UNTRIED, CueLatency
from rig.measure.placement import UNSAID, FootPlacement
from rig.protocol.reading import Card
from rig.stream.acquisition import Acquisition, ToldQueue, nobody
from rig.stream.decide import ContactDecider, Decider, PhaseDecider
from rig.stream.disk import refuse_if_disk_is_full
from rig.stream.feed import Feed
from rig.stream.journaling import Journal
from rig.stream.links import RETRY_S, Links
from rig.stream.lsl import LslServer
from rig.stream.recorder import FLUSH_EACH_S, Recorder
from rig.stream.replay import board_as_note, opening_note
from rig.stream.ring import Ring
from rig.stream.span import TrialSpan, Triggers
from rig.trial.endings import FAILED, PORT_LOST, STOPPED
from rig.trial.event import MARK, OTHER_BOARD, Begin, Event
from rig.trial.folder import refuse_unless_new
from rig.trial.journal import JournalWriter, journal_path
from rig.trial.writer import Header, TrialWriter, utc_text

JOIN_S = 10.0
REJOIN_S = 60.0  # so long a trial waits for a board that is gone


class Engine:
    """Runs the boards that it is given, which it then owns.

    With `threads=False` nothing runs by itself: the caller turns it by `turn`, and on a
    SteppedTime a simulation runs as fast as the computer can. `rings` are where the samples of a
    role go; left out, into memory of this process. `applied` is what the plates were calibrated
    to; left out, the nominal figures serve.
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
        self.feeds = _feeds(boards, rings)
        self.applied = _applied(boards, applied)
        self.failure: BaseException | None = None
        self.span: TrialSpan | None = None
        self.started_s = host_time.now_s()
        self._host_time = host_time
        self._levels = (
            nominal_levels(boards["dowel"].info.full_scale_counts) if "dowel" in boards else None
        )
        self._touch: TouchRecord | None = None
        self.weight: Weight | None = None  # of who stands there, for the trials that follow
        self._contacts = (
            ContactDecider(boards["dowel"].info, self._levels) if self._levels else None
        )
        self._phases = (
            PhaseDecider(boards["plates"].info, self.calibration) if self.calibration else None
        )
        feeds = list(self.feeds.values())
        self._acquisition = Acquisition(feeds, self._deciders(), host_time, self._turn_in_loop)
        self._acquisition.on_lost = self._search
        self._links = Links(
            self.feeds,
            self._levels,
            host_time,
            ttl_level=lambda: self.span.output_level if self.span else 0,
            on_other=self._note_other_board,
        )
        self._search_due_s = 0.0
        self._threads = threads
        self._started: list[threading.Thread] = []
        self._recorder: Recorder | None = None
        self._journal: Journal | None = None
        self._trial_told: list[ToldQueue] = []
        self._recorder_due_s = 0.0
        self._lsl: LslServer | None = None

    def start(self, cues: Cues | None = None) -> None:
        """Has the boards send, and the loop read.

        The dowel's board gets the levels by which the computer decides, and does `cues` by
        itself (None: as it did). Raises DeviceError if a board does not answer.
        """
        self._links.start(cues)
        self.started_s = self._host_time.now_s()
        if self._threads:
            self._run_in_thread("acquisition", self._guarded(self._acquisition.run))

    def listen(self, told: ToldQueue | None = None) -> ToldQueue:
        """A queue of every event from now on, with times on the host's clock."""
        return self._acquisition.listen(told)

    def forget(self, told: ToldQueue) -> None:
        """The end of `listen`."""
        self._acquisition.forget(told)

    @property
    def in_contact(self) -> dict[str, bool]:
        """Debounced state of each point of the dowel; empty without one."""
        return self._contacts.in_contact if self._contacts else {}

    @property
    def problems(self) -> list[str]:
        """In plain words, which boards a trial waits for."""
        return list(self._links.problems.values())

    def arm(self, cues: Cues) -> None:
        """Has the dowel's board do these cues from now on. Raises UsageError without a dowel."""
        self._links.arm(cues)

    def mark(self) -> None:
        """Sets a mark now."""
        self._acquisition.put(Event(self._host_time.now_s(), MARK))

    def tare(self) -> Tare:
        """What the newest 2 s of the plates are as a zero. Raises UsageError without plates."""
        if self.applied is None:
            raise UsageError("expected a plates board: a zero is theirs")
        feed = self.feeds["plates"]
        rate_hz = feed.board.info.sample_rate_hz
        rows = feed.ring.latest(round(TARE_S * rate_hz))
        return tare(rows.counts, self.applied.calibration, sample_rate_hz=rate_hz)

    def weigh(self) -> Weighing:
        """What the newest 2 s of the plates are as a weight. Raises UsageError without plates."""
        if self.applied is None:
            raise UsageError("expected a plates board: they weigh")
        feed = self.feeds["plates"]
        rate_hz = feed.board.info.sample_rate_hz
        rows = feed.ring.latest(round(WEIGH_S * rate_hz))
        return weigh(rows.counts, self.applied.calibration, sample_rate_hz=rate_hz)

    def use_zero(self, zero: Zero) -> None:
        """Has the plates' newtons begin at another zero, from the next trial on."""
        if self.applied:
            self.applied = self.applied.zeroed(zero)

    def use_touch(self, touch: TouchRecord | None) -> None:
        """Has computer and dowel decide contact by a person's own levels, None: by nominal ones."""
        if self._levels is None:
            return
        full_scale_counts = self.feeds["dowel"].board.info.full_scale_counts
        levels = touch.levels if touch else nominal_levels(full_scale_counts)
        self._touch = touch
        if levels != self._levels:
            self._links.use_levels(levels)
            self._levels = levels  # the loop takes them between two turns

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

        A journal lies beside it until it is closed and found equal, longer with `keep_journal`.
        Raises UsageError if it cannot be written there, or a trigger needs plates that are not
        there.
        """
        triggers = triggers or Triggers(seconds=seconds)
        self._refuse_without_plates(triggers)
        said = asdict(feet) | asdict(cue)
        header = self._header(participant, protocol, said)
        writer = self._create_trial(path, header, triggers.seconds)
        for told in self._trial_told:
            self.forget(told)
        self._trial_told = [self.listen(), self.listen(), self.listen()]
        journal = self._journal = self._create_journal(writer, self._trial_told[2])
        span = TrialSpan(
            self.feeds.get("plates"),
            triggers,
            self._host_time,
            told=self._trial_told[0],
            on_begin=self._begin,
            before_begin=lambda: self._open_journal(journal, header),
            on_end=lambda end_s: journal.note(what="end", end_s=end_s),
        )
        self._recorder = Recorder(
            writer,
            list(self.feeds.values()),
            span,
            self._trial_told[1],
            host_time=self._host_time,
            calibration=self._freeze(writer),
            settle_s=self._settle_s(),
            journal=journal,
            keep_journal=keep_journal,
        )
        self._acquisition.patience_s = REJOIN_S
        self.span = span  # last: from here on the loop turns it
        if self._threads:
            self._run_in_thread("journal", journal.run)
            self._run_in_thread("recorder", self._recorder.run)
        self._end_recording_after_failure()
        return self._recorder

    def finish(self, end_reason: str = STOPPED) -> None:
        """Ends the trial as its trigger would; one that has not begun is over at once."""
        if self._recorder and self.span:
            if self._recorder.begun:
                self._recorder.stop_reason = end_reason
                self.span.stop()
            else:
                self._recorder.finish(end_reason)

    def serve_lsl(self, on_problem: Callable[[str], None]) -> None:
        """Puts LSL streams on the network until `close`; `on_problem` is told why they ended.

        For an engine with threads. Raises UsageError if there is no LSL on this computer.
        """
        server = LslServer(
            list(self.feeds.values()),
            self._acquisition.listen(),
            self._host_time,
            calibration=self.calibration,
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
            self._end_recording_after_failure()
            raise
        lost = [feed for feed in self.feeds.values() if feed.lost]
        if lost and self._host_time.now_s() >= self._search_due_s:
            for feed in lost:
                self._links.look_for(feed)
            self._search_due_s = self._host_time.now_s() + RETRY_S
        if self._recorder and self._host_time.now_s() >= self._recorder_due_s:
            self._recorder_due_s = self._host_time.now_s() + FLUSH_EACH_S
            if self._journal:
                self._journal.turn()
            self._recorder.turn()

    def close(self, end_reason: str = STOPPED) -> None:
        """Closes the trial if one is being recorded, stops the boards, gives the ports back."""
        if self._recorder:
            self._recorder.finish(end_reason)
            if not self._threads:
                self._recorder.turn()
            self._recorder.closed.wait(JOIN_S)
        self._acquisition.stop()
        for thread in self._started:
            thread.join(JOIN_S)
        if self._lsl:  # last: what the loop has read is sent
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
        return Header(
            start_time_utc=utc_text(self._host_time.utc()),
            simulated=any(feed.board.simulated for feed in self.feeds.values()),
            replay_of=max(feed.board.replay_of for feed in self.feeds.values()),
            participant=participant,
            **(self.weight.as_attributes() if self.weight else {}),
            **(protocol.frozen() if protocol else {}),
            **said,
        )

    def _create_trial(self, path: Path, header: Header, seconds: float | None) -> TrialWriter:
        refuse_unless_new(path)
        refuse_if_disk_is_full(path, seconds or 0.0, len(self.feeds))
        boards = {role: feed.board.info for role, feed in self.feeds.items()}
        return TrialWriter(path, header, boards)

    def _freeze(self, writer: TrialWriter) -> PlateCalibration | None:
        if self._levels:
            writer.freeze_contact_levels(self._levels, self._touch)
        if self.applied:
            writer.freeze_newtons(self.applied)
        return self.calibration

    @property
    def calibration(self) -> PlateCalibration | None:
        """What turns counts of the plates into newtons; None without plates."""
        return self.applied.calibration if self.applied else None

    def _deciders(self) -> dict[str, Decider]:
        deciders: dict[str, Decider | None] = {"plates": self._phases, "dowel": self._contacts}
        return {role: decider for role, decider in deciders.items() if decider}

    def _event_zero_s(self) -> float:
        """Time 0 of the trial if there is one, else of the engine."""
        recorder = self._recorder
        return recorder.zero_s if recorder and recorder.begun else self.started_s

    def _settle_s(self) -> float:
        if "dowel" not in self.feeds or not self._levels:
            return 0.0
        return self._levels.debounce_samples / self.feeds["dowel"].board.info.sample_rate_hz

    def _create_journal(self, writer: TrialWriter, told: ToldQueue) -> Journal:
        try:
            return Journal(JournalWriter(journal_path(writer.path)), told, self._host_time)
        except UsageError:
            writer.discard()
            raise

    def _open_journal(self, journal: Journal, header: Header) -> None:
        """Runs in the loop, between two turns: from here on the journal has every byte."""
        journal.note(
            **opening_note(
                header,
                self.feeds,
                applied=self.applied,
                levels=self._levels,
                touch=self._touch,
                settle_s=self._settle_s(),
            )
        )
        self._acquisition.tap = journal.hear
        if self._recorder:
            self._recorder.begin_soon()

    def _turn_in_loop(self) -> None:
        """Runs in the loop, between two turns."""
        if self._contacts and self._levels:
            self._contacts.use(self._levels)
        if self._phases and self.calibration:
            self._phases.use(self.calibration)
        if self._recorder and self._recorder.closed.is_set():
            self._acquisition.tap = nobody
            self._acquisition.patience_s = 0.0
        for feed, board in self._links.returned():
            self._rejoin(feed, board)
        if self.span:
            self.span.turn()

    def _begin(self, zero_s: float) -> None:
        """Runs in the loop, between two turns."""
        points = [point for point, on in self.in_contact.items() if on]
        since_s = self._host_time.now_s() - zero_s
        zero_utc = self._host_time.utc() - timedelta(seconds=since_s)
        if self._recorder:
            self._recorder.begin(Begin(zero_s, zero_utc, points))

    def _search(self, feed: Feed) -> None:
        """Runs in the loop: the search itself takes seconds."""
        self._links.note_lost(feed)
        self._note_in_journal(what="lost", role=feed.role)
        if self._threads:
            self._run_in_thread(f"search {feed.role}", self._guarded(self._links.search, feed))

    def _rejoin(self, feed: Feed, board: Board) -> None:
        """Runs in the loop, between two turns."""
        self._note_in_journal(what="rejoin", role=feed.role, **board_as_note(board))
        feed.rejoin(board)
        if feed.role == "plates" and self.span:  # it may have changed since the board was told
            board.port.write(messages.ttl_out(self.span.output_level))

    def _note_in_journal(self, **said: Any) -> None:
        if self._journal:
            self._journal.note(**said)

    def _note_other_board(self, feed: Feed, serial: str) -> None:
        self._acquisition.put(Event(self._host_time.now_s(), OTHER_BOARD, feed.role, serial))

    def _guarded(self, target: Callable[..., None], *arguments: Any) -> Callable[[], None]:
        """What fails is kept and ends the trial: no thread dies in silence."""

        def run() -> None:
            try:
                target(*arguments)
            except Exception as failure:
                self.failure = failure
                self._end_recording_after_failure()

        return run

    def _end_recording_after_failure(self) -> None:
        """The loop may fail before there is a recorder, so both sides call this."""
        if self._recorder and self.failure:
            if isinstance(self.failure, EndOfReplay) and self.span:
                self.span.end_with_replay()
            self._recorder.finish(_end_reason(self.failure))

    def _run_in_thread(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._started = [*(other for other in self._started if other.is_alive()), thread]
        thread.start()


def _end_reason(failure: BaseException) -> str:
    if isinstance(failure, EndOfReplay):
        return failure.end_reason
    return PORT_LOST if isinstance(failure, DeviceError) else FAILED


def _applied(boards: Mapping[str, Board], applied: Applied | None) -> Applied | None:
    """None without plates."""
    if "plates" not in boards:
        return None
    return applied or Applied(nominal_plates(boards["plates"].info.volts_per_count))


def _feeds(boards: Mapping[str, Board], rings: Mapping[str, Ring]) -> dict[str, Feed]:
    """The sync wire leads from the plates to the dowel."""
    feeds: dict[str, Feed] = {}
    for role in ("plates", "dowel"):
        if role in boards:
            reference = feeds["plates"].clock if feeds else None
            feeds[role] = Feed(boards[role], reference, rings.get(role))
    return feeds
