"""Finds boards by handshake: the firmware identifies the board, not the port's name."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

from rig.device.board import Board, GivenUp, open_board
from rig.device.hosttime import HostTime
from rig.device.messages import COLUMNS
from rig.device.port import system_ports, url_of_board
from rig.errors import DeviceError, RigError, UsageError

ROLES = tuple(COLUMNS)
NO_BOARD = "none"


class Found(NamedTuple):
    """The boards on the queried ports."""

    boards: list[Board]
    problems: list[str]

    def close(self) -> None:
        """Releases all ports."""
        for board in self.boards:
            board.close()


def find_boards(
    urls: Iterable[str], host_time: HostTime, given_up: GivenUp = lambda: False
) -> Found:
    """Asks all ports concurrently. A port that fails or is foreign is a problem, not an error."""

    def ask(url: str) -> Board | str:
        try:
            return open_board(url, host_time, given_up)
        except RigError as error:
            return str(error)

    urls = list(urls)
    if not urls:
        return Found([], [])
    with ThreadPoolExecutor(len(urls)) as pool:
        answers = list(pool.map(ask, urls))
    boards = [answer for answer in answers if isinstance(answer, Board)]
    return Found(boards, [answer for answer in answers if isinstance(answer, str)])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which boards to use: a URL for a role, "none", or None for whatever is found.

    Raises UsageError if both are "none" or one is empty.
    """

    plates: str | None = None
    dowel: str | None = None

    def __post_init__(self) -> None:
        """Refuses a selection of no board."""
        if "" in (self.plates, self.dowel):
            raise UsageError("expected a port's name after --plates and --dowel, got nothing")
        if self.plates == self.dowel == NO_BOARD:
            raise UsageError("expected at least one board, got --plates none --dowel none")

    @property
    def urls(self) -> dict[str, str]:
        """The URLs that were named, by role."""
        named = {"plates": self.plates, "dowel": self.dowel}
        return {
            role: url_of_board(url, role) for role, url in named.items() if url and url != NO_BOARD
        }

    @property
    def sought(self) -> list[str]:
        """Roles to look for on the system's ports.

        None if a board is simulated or replayed: a mixture would mislead.
        """
        if any(url.startswith(("sim://", "replay://")) for url in self.urls.values()):
            return []
        return [role for role in ROLES if getattr(self, role) is None]


def open_wanted(
    wanted: Wanted, host_time: HostTime, on_problem: Callable[[str], None] = lambda _: None
) -> dict[str, Board]:
    """Opens the boards that are named and finds the others, by role.

    If a role has no board, `on_problem` gets each port that could not be used: the board may be on
    it, in use by another program. Raises DeviceError if a named board fails, none is found, or two
    have one role.
    """
    boards: dict[str, Board] = {}
    try:
        for role, url in wanted.urls.items():
            boards[role] = _expect_role(open_board(url, host_time), role)
        if wanted.sought:
            boards |= _search(wanted, host_time, on_problem)
    except BaseException:
        for board in boards.values():
            board.close()
        raise
    return {role: boards[role] for role in ROLES if role in boards}


def _search(
    wanted: Wanted, host_time: HostTime, on_problem: Callable[[str], None]
) -> dict[str, Board]:
    ports = [url for url in system_ports() if url not in wanted.urls.values()]
    found = find_boards(ports, host_time)
    fitting = [board for board in found.boards if board.role in wanted.sought]
    for board in found.boards:
        if board not in fitting:
            board.close()
    by_role = {board.role: board for board in fitting}
    if len(by_role) < len(fitting) or not (by_role or wanted.urls):
        for board in fitting:
            board.close()
        raise _two_of_one_role(fitting) if fitting else _none_found(ports, found.problems)
    if len(by_role) < len(wanted.sought):
        for problem in found.problems:
            on_problem(problem)
    return by_role


def _two_of_one_role(boards: list[Board]) -> DeviceError:
    role = next(b.role for b in boards if sum(b.role == other.role for other in boards) > 1)
    them = " and ".join(f"{b.port.url} ({b.info.serial})" for b in boards if b.role == role)
    return DeviceError(f"expected one {role} board, found {them}: choose one with --{role} URL")


def _none_found(ports: list[str], problems: list[str]) -> DeviceError:
    if not ports:
        return DeviceError("no serial port found: connect the plates or the dowel board by USB")
    return DeviceError(f"no rig board found: {'; '.join(problems)}")


def _expect_role(board: Board, role: str) -> Board:
    if board.role == role:
        return board
    board.close()
    raise DeviceError(f"expected a {role} board on {board.port.url}, found a {board.role} board")
