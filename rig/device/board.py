"""A board on a port: the handshake, its identity, and commands to it."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rig.device import commands, messages
from rig.device.hosttime import HostTime
from rig.device.messages import Ack, Cues, Health, Info, Levels, Result
from rig.device.port import Port, open_port, wait_for_any
from rig.device.wire import PROTOCOL, Kind, Parser, Run, frame
from rig.errors import DeviceError
from rig.measure.contact import ContactLevels

# Opening a port resets most boards; an old Nano's bootloader takes 2 s to start the sketch.
HANDSHAKE_S = 4.0
HELLO_EACH_S = 0.25
ANSWER_S = 0.5
TRIES = 4
RATES_HZ = range(100, 5001)  # of a hinge, and of what the wire can carry

GivenUp = Callable[[], bool]


@dataclass(slots=True)
class Board:
    """An identified board on an open port."""

    port: Port
    info: Info
    parser: Parser
    host_time: HostTime
    health: Health | None = None

    @property
    def role(self) -> str:
        """`plates` or `dowel`."""
        return self.info.role

    @property
    def simulated(self) -> bool:
        """Whether it is a program and no board."""
        return self.port.simulated

    @property
    def replay_of(self) -> str:
        """Id of the replayed trial; "" for a live board."""
        return self.port.replay_of

    def start(self) -> None:
        """Starts sending samples."""
        self._command(frame(Kind.START))

    def stop(self) -> None:
        """Stops sending samples; those in transit are read and dropped."""
        self._command(frame(Kind.STOP))

    def identify(self, seconds: int) -> None:
        """Blinks its LED."""
        self._command(commands.identify(seconds))

    def give_serial(self, serial: str) -> None:
        """Gives it a serial number, which it keeps."""
        self._command(commands.set_serial(serial))
        self.info = greet(self.port, self.parser, self.host_time)

    def set_ttl_out(self, level: int) -> None:
        """Sets the plates' TTL output to a level at the next tick."""
        self._command(commands.ttl_out(level))

    def arm(self, cues: Cues) -> None:
        """Sets what the dowel's board does on its own when a point loses contact."""
        self._command(commands.arm(cues))

    def set_levels(self, levels: ContactLevels) -> None:
        """Gives the dowel's board its contact levels, which it keeps."""
        self._command(commands.set_levels(levels))

    def levels(self) -> Levels:
        """The levels by which the dowel's board decides contact."""
        for _ in range(TRIES):
            self.port.write(frame(Kind.GET_LEVELS))
            for runs in _read_for(self.port, self.parser, self.host_time, ANSWER_S):
                for run in runs:
                    if run.kind is Kind.LEVELS:
                        return self._understood_levels(run.payload)
        raise self._no_answer()

    def _understood_levels(self, payload: bytes) -> Levels:
        try:
            return Levels.unpack(payload)
        except ValueError as error:
            raise DeviceError(
                f"{self.role} board on {self.port.url} tells levels that make no sense: {error}"
            ) from error

    def hear(self, run: Run) -> None:
        """Stores what it reports about itself."""
        if run.kind is Kind.HEALTH:
            self.health = Health.unpack(run.payload)

    def drop_waiting(self) -> None:
        """Drops the waiting samples; what it reports about itself is stored."""
        while self.port.waiting():
            for run in self.parser.receive(self.port.read().data):
                self.hear(run)

    def close(self) -> None:
        """Releases the port."""
        self.port.close()

    def _command(self, command: bytes) -> None:
        """Sends a command until the board acknowledges it. Raises DeviceError if it does not."""
        for _ in range(TRIES):
            self.port.write(command)
            for runs in _read_for(self.port, self.parser, self.host_time, ANSWER_S):
                result = None
                for run in runs:  # all of them: a report may come after the answer
                    self.hear(run)
                    if run.kind is Kind.ACK and run.payload[0] == command[1]:
                        result = Ack.unpack(run.payload).result
                if result == Result.DONE:
                    return
                if result is not None:
                    raise DeviceError(f"{self.role} board on {self.port.url} refused a command")
        raise self._no_answer()

    def _no_answer(self) -> DeviceError:
        return DeviceError(
            f"{self.role} board on {self.port.url} does not answer: check cable and power"
        )


def _never() -> bool:
    return False


def open_board(url: str, host_time: HostTime, given_up: GivenUp = _never) -> Board:
    """Opens a port and greets the board on it. Raises DeviceError if none answers."""
    port = open_port(url, host_time)
    parser = Parser()
    try:
        board = Board(port, greet(port, parser, host_time, given_up), parser, host_time)
        if not messages.SERIAL.fullmatch(board.info.serial):
            board.give_serial(secrets.token_hex(4).upper())
    except BaseException:
        port.close()
        raise
    return board


def greet(port: Port, parser: Parser, host_time: HostTime, given_up: GivenUp = _never) -> Info:
    """Sends hello until the board identifies itself, or `given_up` is true.

    Raises DeviceError if nothing on the port answers, or if it uses another protocol.
    """
    for _ in range(round(HANDSHAKE_S / HELLO_EACH_S)):
        if given_up():
            break
        port.write(commands.hello())
        for runs in _read_for(port, parser, host_time, HELLO_EACH_S):
            for run in runs:
                if run.kind is Kind.INFO and (info := _understood(run.payload, port.url)):
                    return info
    raise DeviceError(
        f"no rig board answers on {port.url}: something else is connected there, "
        "or the sketch is not on the board"
    )


def _understood(payload: bytes, url: str) -> Info | None:
    protocol, role = messages.spoken_protocol(payload)
    if protocol != PROTOCOL:
        raise DeviceError(
            f"the {role} board on {url} speaks protocol {protocol}, this program speaks "
            f"{PROTOCOL}: flash the sketch that came with this program"
        )
    info = Info.unpack(payload)
    if info and info.sample_rate_hz not in RATES_HZ:
        raise DeviceError(
            f"the {role} board on {url} claims {info.sample_rate_hz} samples a second, expected "
            f"{RATES_HZ[0]} to {RATES_HZ[-1]}: flash the sketch that came with this program"
        )
    return info


def _read_for(
    port: Port, parser: Parser, host_time: HostTime, seconds: float
) -> Iterable[list[Run]]:
    """Everything that comes in until `seconds` have passed, piece by piece."""
    end_s = host_time.now_s() + seconds
    while (left_s := end_s - host_time.now_s()) > 0:
        wait_for_any([port], host_time, left_s)
        yield parser.receive(port.read().data)
