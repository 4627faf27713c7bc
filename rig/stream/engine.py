"""The engine: boards, loop, detector and recorder in one process, with no screen."""

import threading
from collections.abc import Callable
from pathlib import Path

from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.errors import DeviceError, RigError
from rig.measure.calibration import PlateCalibration, nominal_plates
from rig.measure.contact import ContactDetector, nominal_levels
from rig.stream.acquisition import Acquisition, EventQueue
from rig.stream.disk import refuse_if_disk_is_full
from rig.stream.feed import Feed
from rig.stream.lsl import LslServer
from rig.stream.recorder import (
    FAILED,
    FLUSH_EACH_S,
    PORT_LOST,
    STOPPED,
    Recorder,
)
from rig.trial.event import MARK, Event
from rig.trial.folder import refuse_unless_new
from rig.trial.writer import Header, TrialWriter, utc_text

JOIN_S = 10.0


class Engine:
    """Runs the boards that it is given, which it then owns.

    With `threads=False` nothing runs by itself: the caller turns it by `turn`, and on a
    SteppedTime a simulation runs as fast as the computer can.
    """

    def __init__(
        self, boards: dict[str, Board], host_time: HostTime, *, threads: bool = True
    ) -> None:
        self.feeds = {role: Feed(board) for role, board in boards.items()}
        self.failure: BaseException | None = None
        self.started_s = host_time.now_s()
        self._host_time = host_time
        self._levels = (
            nominal_levels(boards["dowel"].info.full_scale_counts) if "dowel" in boards else None
        )
        detector = ContactDetector(self._levels) if self._levels else None
        self._acquisition = Acquisition(list(self.feeds.values()), detector, host_time)
        self._threads = threads
        self._started: list[threading.Thread] = []
        self._recorder: Recorder | None = None
        self._recorder_due_s = 0.0
        self._lsl: LslServer | None = None

    def start(self) -> None:
        """Has the boards send, and the loop read. Raises DeviceError if a board does not answer."""
        boards = [feed.board for feed in self.feeds.values()]
        for board in boards:
            board.start()
        for board in boards:  # the first may have sent for seconds until the last one answered
            board.drop_waiting()
        for feed in self.feeds.values():
            feed.last_arrival_s = self._host_time.now_s()
        self.started_s = self._host_time.now_s()
        if self._threads:
            self._run_in_thread("acquisition", self._acquire)

    def listen(self) -> EventQueue:
        """A queue of every event from now on, with times on the host's clock."""
        return self._acquisition.listen()

    def mark(self) -> None:
        """Sets a mark now."""
        self._acquisition.put(Event(self._host_time.now_s(), MARK))

    def record(
        self,
        path: Path,
        *,
        participant: str = "",
        protocol: str = "",
        seconds: float | None = None,
    ) -> Recorder:
        """Begins a trial at `path`. Raises UsageError if it cannot be written there."""
        writer = self._create_trial(path, participant, protocol, seconds)
        recorder = Recorder(
            writer,
            list(self.feeds.values()),
            self._acquisition.listen(),
            calibration=self._freeze_calibration(writer),
            settle_s=self._settle_s(),
            seconds=seconds,
        )
        self._acquisition.listen_to_gaps(recorder.note_gap)
        self._recorder = recorder
        self._acquisition.between_turns(self._begin)
        if self._threads:
            self._run_in_thread("recorder", recorder.run)
        self._end_recording_after_failure()
        return recorder

    def serve_lsl(self, on_problem: Callable[[str], None]) -> None:
        """Puts LSL streams on the network until `close`; `on_problem` is told why they ended.

        For an engine with threads. Raises UsageError if there is no LSL on this computer.
        """
        server = LslServer(
            list(self.feeds.values()),
            self._acquisition.listen(),
            self._host_time,
            calibration=self._plate_calibration(),
            zero_s=self._event_zero_s,
            on_problem=on_problem,
        )
        server.start()
        self._lsl = server

    def turn(self) -> None:
        """One turn of everything, for an engine without threads. Raises what the loop raises."""
        self._acquisition.rest_and_step()
        if self._recorder and self._host_time.now_s() >= self._recorder_due_s:
            self._recorder_due_s = self._host_time.now_s() + FLUSH_EACH_S
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
        for feed in self.feeds.values():
            self._leave(feed.board)

    def _create_trial(
        self, path: Path, participant: str, protocol: str, seconds: float | None
    ) -> TrialWriter:
        refuse_unless_new(path)
        refuse_if_disk_is_full(path, seconds or 0.0, len(self.feeds))
        header = Header(
            start_time_utc=utc_text(self._host_time.utc()),
            simulated=any(feed.board.simulated for feed in self.feeds.values()),
            participant=participant,
            protocol=protocol,
        )
        boards = {role: feed.board.info for role, feed in self.feeds.items()}
        return TrialWriter(path, header, boards)

    def _freeze_calibration(self, writer: TrialWriter) -> PlateCalibration | None:
        if self._levels:
            writer.freeze_contact_levels(self._levels)
        calibration = self._plate_calibration()
        if calibration:
            writer.freeze_plate_calibration(calibration)
        return calibration

    def _plate_calibration(self) -> PlateCalibration | None:
        if "plates" not in self.feeds:
            return None
        return nominal_plates(self.feeds["plates"].board.info.volts_per_count)

    def _event_zero_s(self) -> float:
        """Time 0 of the trial if there is one, else of the engine."""
        recorder = self._recorder
        return recorder.zero_s if recorder and recorder.begun else self.started_s

    def _settle_s(self) -> float:
        if "dowel" not in self.feeds or not self._levels:
            return 0.0
        return self._levels.debounce_samples / self.feeds["dowel"].board.info.sample_rate_hz

    def _begin(self) -> None:
        """Runs in the loop, between two turns."""
        detector, dowel = self._acquisition.detector, self.feeds.get("dowel")
        points: list[str] = []
        if detector and dowel:
            pairs = zip(dowel.board.info.columns, detector.in_contact, strict=True)
            points = [column for column, on in pairs if on]
        if self._recorder:
            self._recorder.begin(self._host_time.now_s(), self._host_time.utc(), points)

    def _acquire(self) -> None:
        try:
            self._acquisition.run()
        except Exception as failure:  # no thread dies in silence
            self.failure = failure
            self._end_recording_after_failure()

    def _end_recording_after_failure(self) -> None:
        """The loop may fail before there is a recorder, so both sides call this."""
        if self._recorder and self.failure:
            self._recorder.finish(PORT_LOST if isinstance(self.failure, DeviceError) else FAILED)

    def _run_in_thread(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._started.append(thread)
        thread.start()

    def _leave(self, board: Board) -> None:
        try:
            board.stop()
        except RigError:
            pass  # a board that is gone needs no stop
        finally:
            board.close()
