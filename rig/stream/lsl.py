"""Plates, dowel and events as Lab Streaming Layer outlets, for recorders in the lab's network.

Its own thread reads the rings as the recorder does, so the loop never waits for a network. Only
this module knows pylsl, and imports it when asked to serve: everything else works without.
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from os import environ
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.errors import UsageError
from rig.measure.calibration import PlateCalibration, force_n
from rig.stream.acquisition import ToldQueue
from rig.stream.feed import Feed
from rig.stream.ring import Rows
from rig.stream.watch import LEAST_SLEEP_S
from rig.trial.event import Event
from rig.version import __version__

PLATES, DOWEL, EVENTS = "HingeRigPlates", "HingeRigDowel", "HingeRigEvents"
NAMES = {"plates": PLATES, "dowel": DOWEL}
TURN_S = 0.02
# Kept for a client that does not read: more would cost memory while a trial is recorded.
BUFFER_S = 60
# How long until a board's clock is known well enough: the first arrivals are not reliable.
SETTLE_S = 3.0
LAST_WORDS_S = 0.1
CLOSE_S = 10.0
CLOCK_LOOKS = 50
# Warnings mention every address that a computer happens not to have.
ERRORS_ONLY = "[log]\nlevel = -2\n"
CONFIG_FILES = ("lsl_api.cfg", "~/lsl_api/lsl_api.cfg", "/etc/lsl_api/lsl_api.cfg")

Description = Mapping[str, "str | Description"]


class LslServer:
    """Serves what comes into the rings and the queue from now on, until `close`.

    `zero_s` returns the host time that is 0 in the events' lines. `on_problem` gets later failures
    as one line, which `failure` stores; one ends the streams and nothing else. Raises UsageError if
    there is no LSL on this computer.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        told: ToldQueue,
        host_time: HostTime,
        *,
        calibration: PlateCalibration | None,
        zero_s: Callable[[], float],
        on_problem: Callable[[str], None],
    ) -> None:
        self.failure: BaseException | None = None
        self._told = told
        self._zero_s = zero_s
        self._on_problem = on_problem
        self._stopping = threading.Event()
        pylsl = load_pylsl()
        try:
            self._host_time, self._lsl_clock = host_time, pylsl.local_clock
            self._slept_s = host_time.slept_s()
            self._offset_s = lsl_minus_host_s(host_time, self._lsl_clock)
            self._boards = [BoardStream(pylsl, feed, calibration) for feed in feeds]
            self._event_outlet = event_outlet(pylsl, [feed.board for feed in feeds])
        except RuntimeError as error:
            raise UsageError(f"cannot serve LSL streams on this network: {error}") from error
        self._thread = threading.Thread(target=self._run, name="lsl", daemon=True)

    def start(self) -> None:
        """Starts the sending thread."""
        self._thread.start()

    def close(self) -> None:
        """Sends what has come so far and removes the streams from the network."""
        self._stopping.set()
        self._thread.join(CLOSE_S)

    def turn(self) -> None:
        """Sends all that has come."""
        self._look_for_sleep()
        for board in self._boards:
            skipped = board.send(self._offset_s)
            if skipped:
                self._on_problem(
                    f"LSL fell behind: {skipped} {board.role} samples were not sent; "
                    "a recording has them"
                )
        while not self._told.empty():
            news = self._told.get_nowait()
            if isinstance(news, Event):
                self._send_event(news)

    def _look_for_sleep(self) -> None:
        """LSL's clock may stop while the computer sleeps; the host's does not."""
        slept_s = self._host_time.slept_s()
        if abs(slept_s - self._slept_s) > LEAST_SLEEP_S:
            self._slept_s = slept_s
            self._offset_s = lsl_minus_host_s(self._host_time, self._lsl_clock)

    def _send_event(self, event: Event) -> None:
        since = replace(event, time_s=event.time_s - self._zero_s())
        line = json.dumps(since.as_json())
        self._event_outlet.push_sample([line], event.time_s + self._offset_s)

    def _run(self) -> None:
        try:
            while not self._stopping.wait(TURN_S):
                self.turn()
            self.turn()
            self._let_clients_read()
        except Exception as failure:  # no thread dies silently
            self.failure = failure
            self._on_problem(f"the LSL streams have ended, a recording goes on: {failure}")
        finally:  # an outlet lives as long as it is referenced
            self._boards.clear()
            self._event_outlet = None

    def _let_clients_read(self) -> None:
        """Waits briefly: destroying an outlet drops what is still in transit."""
        outlets = [self._event_outlet, *(board.outlet for board in self._boards)]
        if any(outlet.have_consumers() for outlet in outlets):
            threading.Event().wait(LAST_WORDS_S)


class BoardStream:
    """The stream of one board: newtons or counts by channel, then the sample's number."""

    def __init__(self, pylsl: Any, feed: Feed, calibration: PlateCalibration | None) -> None:
        self.role = feed.role
        self._ring = feed.ring
        self._clock = feed.clock
        self._calibration = calibration if feed.role == "plates" else None
        self._seen = feed.ring.written
        info = board_stream_info(pylsl, feed.board, self._calibration)
        self.outlet = pylsl.StreamOutlet(info, max_buffered=BUFFER_S)

    def send(self, lsl_minus_host_s: float) -> int:
        """Sends the rows that have come; returns how many the ring had lost before.

        A client gets only what comes after it connected, so without one nothing is copied; nor are
        samples sent whose times are still inaccurate.
        """
        if self._clock.span_s < SETTLE_S or not self.outlet.have_consumers():
            self._seen = self._ring.written
            return 0
        rows = self._ring.since(self._seen)
        skipped, self._seen = rows.first - self._seen, rows.first + len(rows)
        if len(rows):
            self.outlet.push_chunk(self._values(rows), (rows.host_s + lsl_minus_host_s).tolist())
        return skipped

    def _values(self, rows: Rows) -> NDArray[np.float64]:
        """Shape (N, channels + 1); a sample's number is exact in it up to 2 to the 53."""
        values: NDArray[Any] = rows.counts
        if self._calibration:
            values = force_n(rows.counts, self._calibration)
        return np.column_stack((values.astype(np.float64), rows.sample.astype(np.float64)))


def load_pylsl() -> Any:
    """The module pylsl. Raises UsageError if it or its library liblsl is missing or broken."""
    try:
        import pylsl
    except Exception as error:  # the type depends on what is broken
        raise UsageError(
            "--lsl needs pylsl and its library liblsl (python -m pip install pylsl): "
            f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
        ) from error
    files = [Path(name).expanduser() for name in CONFIG_FILES]
    if "LSLAPICFG" not in environ and not any(file.exists() for file in files):
        with suppress(NotImplementedError):  # an older liblsl logs a little more
            pylsl.set_config_content(ERRORS_ONLY)
    return pylsl


def lsl_minus_host_s(host_time: HostTime, lsl_clock: Callable[[], float]) -> float:
    """LSL's clock minus the host's in seconds, from the comparison that took the least time."""
    looks = []
    for _ in range(CLOCK_LOOKS):
        before_s, lsl_s, after_s = host_time.now_s(), lsl_clock(), host_time.now_s()
        looks.append((after_s - before_s, lsl_s - (before_s + after_s) / 2))
    return min(looks)[1]


def board_stream_info(pylsl: Any, board: Board, calibration: PlateCalibration | None) -> Any:
    """A stream's description for clients; in newtons if there is a calibration."""
    info = board.info
    kind = "Force" if info.role == "plates" else "Contact"
    unit = "newtons" if calibration else "counts"
    stream = pylsl.StreamInfo(
        NAMES[info.role],
        kind,
        info.channels + 1,
        info.sample_rate_hz,
        pylsl.cf_double64,
        source_id(info.role, [board]),
    )
    stream.set_channel_labels([*info.columns, "sample"])
    stream.set_channel_units([*[unit] * info.channels, "none"])
    stream.set_channel_types([*[kind] * info.channels, "Index"])
    _describe(stream.desc(), _about([board]))
    _describe(stream.desc(), {"volts_per_count": repr(info.volts_per_count)})
    if calibration:
        _describe(stream.desc(), _about_calibration(calibration))
    return stream


def event_outlet(pylsl: Any, boards: Sequence[Board]) -> Any:
    """The outlet of the events: a line of JSON each."""
    info = pylsl.StreamInfo(
        EVENTS, "Markers", 1, pylsl.IRREGULAR_RATE, pylsl.cf_string, source_id("events", boards)
    )
    info.set_channel_labels(["event"])
    info.set_channel_units(["none"])
    info.set_channel_types(["JSON"])
    _describe(info.desc(), _about(boards))
    return pylsl.StreamOutlet(info)


def source_id(what: str, boards: Sequence[Board]) -> str:
    """The same for the same boards, so that a client finds its stream again after a restart."""
    sim = ["sim"] if _simulated(boards) else []
    return "-".join([*sim, "hinge-rig", what, *(board.info.serial for board in boards)])


def _about(boards: Sequence[Board]) -> Description:
    devices = {
        board.role: {
            "serial_number": board.info.serial,
            "firmware_version": board.info.firmware_version,
        }
        for board in boards
    }
    return {
        "manufacturer": "Hinge rig",
        "software_version": __version__,
        "simulated": "true" if _simulated(boards) else "false",
        "boards": devices,
    }


def _about_calibration(calibration: PlateCalibration) -> Description:
    return {
        "calibration": calibration.name if calibration.calibrated else "uncalibrated",
        "zero_counts": _numbers(calibration.zero_counts),
        "newtons_per_count": _numbers(calibration.newtons_per_count),
        "cross_newtons_per_count": _numbers(calibration.cross_newtons_per_count),
    }


def _numbers(values: Iterable[float]) -> str:
    return " ".join(repr(float(value)) for value in values)


def _simulated(boards: Sequence[Board]) -> bool:
    return any(board.simulated for board in boards)


def _describe(element: Any, description: Description) -> None:
    for name, value in description.items():
        if isinstance(value, str):
            element.append_child_value(name, value)
        else:
            _describe(element.append_child(name), value)
