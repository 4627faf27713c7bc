"""The rig's boards without boards: their real firmware, emulated, on ports of their own.

In a test:

    with EmulatedBoards(plates_ppm=1330) as boards:
        port = serial.Serial(boards.ports["plates"], 500_000)
        boards.command("unplug", "plates")

By hand, until Ctrl-C or `quit`; lines typed go to the emulator as commands:

    python -m tests.firmware.emulated --plates-ppm 1330 --waveform hinges.csv

`set BOARD CHANNEL CODE`          holds an analog input at a code instead of the waveform
`ppm BOARD PPM`                   how fast the clock of the board runs
`wander BOARD PPM SECONDS`        plus a sine of this amplitude and period
`reset BOARD`                     like its button; the EEPROM is kept
`unplug BOARD`, `plug BOARD`      the port vanishes and the board loses power; a new port appears
`plug_as BOARD LINK`              likewise, and with `link` it has this name from then on
`silence BOARD`, `resume BOARD`   stops its clock, the port stays; continues from there
`drop BOARD N`, `flip BOARD N`    drops the next N bytes to the host; flips one bit in each
`garbage BOARD N`                 N random bytes to the host, after what was sent so far
`damage BOARD FLIPS LOSSES REPEATS NOISES SEED`  so many of each in a second of samples, each but a
                                  flip of 1 to 64 bytes; the same for the same seed and bytes
`stall BOARD MILLISECONDS`        the host gets nothing for this time, and then everything at once
`pin BOARD PIN LEVEL`             drives a pin from outside; D0 to D13, A0 to A5 or PB0 to PD7
`release BOARD PIN`               releases it: a pull-up raises it
`square BOARD PIN HZ EDGES`       toggles it so often, evenly, starting now
`wire off`, `wire on`             disconnects the sync wire from the dowel; reconnects it
`hang BOARD`                      its main loop stops forever, its interrupts continue
`join BOARD PIN PIN`              a jumper: the second pin follows the first
`stats`, `eeprom BOARD`, `quit`
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).parent
ARDUINO = HERE.parent.parent / "arduino"
EMULATOR = HERE / "build" / "emulator"
FIRMWARE = ARDUINO / "build" / "uno"
STOP_TIMEOUT_S = 10.0

INJECTION = np.dtype([("cycle", "<u8"), ("code", "<u2"), ("channel", "u1"), ("start", "u1")])
"""One conversion in an injected log: the board's cycle since its start, what it was given, on
which channel, and how often the board was reset or plugged before (modulo 256)."""


PIN_CHANGE = np.dtype(
    [("cycle", "<u8"), ("port", "S1"), ("bit", "u1"), ("level", "u1"), ("start", "u1")]
)
"""One change of a pin in a pin log, whoever drove it; cycle and start as in `INJECTION`."""


class EmulatorError(Exception):
    """The emulator refused a command, did not start, or ended with a fault."""


def missing_tools() -> list[str]:
    """Names the programs that this machine lacks to build the emulator and the firmware."""
    needed = ("make", "cc", "pkg-config", "avr-gcc")
    missing = [tool for tool in needed if shutil.which(tool) is None]
    if not missing and subprocess.run(["pkg-config", "--exists", "simavr"]).returncode:
        missing = ["libsimavr-dev"]
    return missing


@cache
def build(folder: Path) -> None:
    """Runs make there, once in a process."""
    made = subprocess.run(["make", "-C", folder], capture_output=True, text=True)
    if made.returncode:
        raise EmulatorError(f"expected make -C {folder} to succeed:\n{made.stdout}{made.stderr}")


def read_injections(prefix: Path, board: str) -> npt.NDArray[np.void]:
    """Every conversion of a board, (N,) of `INJECTION`, from the log that began with `prefix`."""
    return np.fromfile(f"{prefix}.{board}.bin", dtype=INJECTION)


def read_pin_changes(prefix: Path, board: str, pin: str) -> npt.NDArray[np.void]:
    """Every change of a pin (`PB0` to `PD7`), (N,) of `PIN_CHANGE`, from the log of `prefix`."""
    changes = np.fromfile(f"{prefix}.{board}.bin", dtype=PIN_CHANGE)
    return changes[(changes["port"] == pin[1].encode()) & (changes["bit"] == int(pin[2]))]


class EmulatedBoards:
    """Plates and dowel, running in real time until closed. Ends by itself if its parent does.

    `plates` and `dowel` may be a path to other firmware, or False for none. `speed` 0 is as
    fast as the machine and the readers allow; `link` is a folder for links with stable names.
    """

    def __init__(
        self,
        *,
        plates: bool | Path = True,
        dowel: bool | Path = True,
        plates_ppm: float = 0.0,
        dowel_ppm: float = 0.0,
        plates_eeprom: Path | None = None,
        dowel_eeprom: Path | None = None,
        waveform: Path | None = None,
        repeat_waveform: bool = False,
        injected_log: Path | None = None,
        pin_log: Path | None = None,
        link: Path | None = None,
        sync_wire: bool = False,
        speed: float = 1.0,
    ) -> None:
        build(HERE)
        options: dict[str, object] = {
            "--plates": _firmware(plates, "plates"),
            "--dowel": _firmware(dowel, "dowel"),
            "--plates-ppm": plates_ppm,
            "--dowel-ppm": dowel_ppm,
            "--plates-eeprom": plates_eeprom,
            "--dowel-eeprom": dowel_eeprom,
            "--waveform": waveform,
            "--injected-log": injected_log,
            "--pin-log": pin_log,
            "--link": link,
            "--speed": speed,
        }
        flags = {"--loop": repeat_waveform, "--sync-wire": sync_wire}
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in close()
        self._process = self._start([*_arguments(options), *(f for f, on in flags.items() if on)])
        self.ports: dict[str, str] = self._read_answer()
        """Board to the port to open."""

    def _start(self, arguments: list[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(EMULATOR), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            start_new_session=True,  # Ctrl-C is for the parent, which then closes it
        )

    @property
    def pid(self) -> int:
        """Process id of the emulator."""
        return self._process.pid

    def command(self, *words: object) -> dict[str, Any]:
        """Sends one command and returns the answer; raises EmulatorError if it is refused."""
        assert self._process.stdin is not None
        line = " ".join(str(word) for word in words)
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise EmulatorError(f"the emulator has ended: {self.errors()}") from error
        answer = self._read_answer()
        if "error" in answer:
            raise EmulatorError(f"{line}: {answer['error']}")
        if "port" in answer:
            self.ports[str(words[1])] = answer["port"]
        return answer

    def stats(self, board: str | None = None) -> dict[str, Any]:
        """Counters of the emulator, or of one of its boards."""
        stats = self.command("stats")
        return stats if board is None else stats[board]

    def errors(self) -> str:
        """What the emulator wrote to standard error."""
        if not self._errors.closed:
            self._errors.seek(0)
            self._error_text = self._errors.read()
        return self._error_text

    def close(self) -> None:
        """Ends it; raises EmulatorError if a firmware crashed or the emulator did not end well."""
        if self._errors.closed:
            return
        exit_code = self._stop()
        self.errors()
        self._errors.close()
        if exit_code:
            raise EmulatorError(f"the emulator ended with {exit_code}: {self.errors()}")

    def _stop(self) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):  # it may have ended before
            self._process.stdin.close()
        try:
            return self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._process.stdout.close()

    def _read_answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        raise EmulatorError("the emulator has ended")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except EmulatorError as fault:
            if error is None:
                raise
            error.add_note(str(fault))


def _firmware(choice: bool | Path, board: str) -> Path | None:
    if isinstance(choice, Path):
        return choice
    if not choice:
        return None
    build(ARDUINO)
    return FIRMWARE / f"{board}.elf"


def _arguments(options: dict[str, object]) -> Iterator[str]:
    for name, value in options.items():
        if value is not None:
            yield from (name, str(value))


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.firmware.emulated",
        description="Emulated boards with the real firmware, each on a port of its own.",
        epilog="Lines typed are commands to the emulator; `quit` or Ctrl-C ends it.",
    )
    parser.add_argument("--no-plates", dest="plates", action="store_false")
    parser.add_argument("--no-dowel", dest="dowel", action="store_false")
    parser.add_argument("--plates-ppm", type=float, default=0.0, help="clock error")
    parser.add_argument("--dowel-ppm", type=float, default=0.0, help="clock error")
    parser.add_argument("--plates-eeprom", type=Path, help="file that keeps the EEPROM")
    parser.add_argument("--dowel-eeprom", type=Path, help="file that keeps the EEPROM")
    parser.add_argument("--waveform", type=Path, help="CSV of ADC codes over time_s")
    parser.add_argument("--loop", dest="repeat_waveform", action="store_true")
    parser.add_argument("--injected-log", type=Path, help="prefix of a log of all conversions")
    parser.add_argument("--pin-log", type=Path, help="prefix of a log of all pin changes")
    parser.add_argument("--link", type=Path, help="folder for links to the ports")
    parser.add_argument("--sync-wire", action="store_true", help="from D5 of the plates to D8")
    parser.add_argument("--speed", type=float, default=1.0, help="0: as fast as possible")
    return parser.parse_args()


def _describe(ports: dict[str, str]) -> str:
    lines = [f"{board:8}{port}" for board, port in ports.items()]
    return "\n".join([*lines, f"export RIG_PORTS={os.pathsep.join(ports.values())}"])


def _obey(boards: EmulatedBoards, line: str) -> None:
    try:
        print(json.dumps(boards.command(*line.split())), flush=True)
    except EmulatorError as error:
        print(error, file=sys.stderr)


def main() -> int:
    """Runs the emulator until `quit`, the end of input or Ctrl-C; returns the exit code."""
    try:
        with EmulatedBoards(**vars(_parse_arguments())) as boards:
            print(_describe(boards.ports), flush=True)
            for line in sys.stdin:
                if line.strip() == "quit":
                    break
                _obey(boards, line)
    except KeyboardInterrupt:
        return 0
    except EmulatorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
