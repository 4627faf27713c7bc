"""The links to the boards: configures a board before it sends, and finds a lost one again by role
and serial number, whatever its port is then."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping

from rig.device import commands
from rig.device.board import Board, greet
from rig.device.discovery import find_boards
from rig.device.hosttime import HostTime
from rig.device.messages import Cues
from rig.device.port import appeared_ports, system_ports
from rig.device.wire import Parser
from rig.errors import RigError, UsageError
from rig.measure.contact import ContactLevels
from rig.stream.feed import Feed

RETRY_S = 0.5


class Links:
    """`problems` describes the missing boards in plain words, by role.

    `ttl_level` returns what the plates' output should be at; `on_other` gets the serial number of a
    board that has come in the place of another.
    """

    def __init__(
        self,
        feeds: Mapping[str, Feed],
        levels: ContactLevels | None,
        host_time: HostTime,
        *,
        ttl_level: Callable[[], int],
        on_other: Callable[[Feed, str], None],
    ) -> None:
        self.problems: dict[str, str] = {}
        self._feeds = feeds
        self._levels = levels
        self._host_time = host_time
        self._ttl_level = ttl_level
        self._on_other = on_other
        self._cues: Cues | None = None
        self._back: queue.Queue[tuple[Feed, Board]] = queue.Queue()
        self._others: set[str] = set()
        self._started = False
        self._closing = threading.Event()

    def start(self, cues: Cues | None) -> None:
        """Starts all boards. The dowel's gives `cues` without the computer (None: as before).

        Raises DeviceError if a board does not answer.
        """
        self._cues = cues
        boards = [feed.board for feed in self._feeds.values()]
        for board in boards:
            self._prepare(board)
        for board in boards:
            board.start()
        for board in boards:  # the first may have sent for seconds until the last one answered
            board.drop_waiting()
        for feed in self._feeds.values():
            feed.begin()
        self._started = True

    def use_levels(self, levels: ContactLevels) -> None:
        """Sets the contact levels of the dowel's board from now on."""
        self._levels = levels
        dowel = self._feeds["dowel"]
        if self._started and not dowel.lost:
            dowel.board.port.write(commands.set_levels(levels))  # the loop reads the answer

    def arm(self, cues: Cues) -> None:
        """Sets which cues the dowel's board gives from now on. Raises UsageError without a
        dowel."""
        if "dowel" not in self._feeds:
            raise UsageError("expected a dowel board: the cue is its own")
        self._cues = cues
        dowel = self._feeds["dowel"]
        if not dowel.lost:
            dowel.board.port.write(commands.arm(cues))  # the loop reads the answer

    def note_lost(self, feed: Feed) -> None:
        """Reports what is wrong; from the loop."""
        self.problems[feed.role] = (
            f"the {feed.role} board on {feed.board.port.url} is gone: plug it in again, "
            "the trial goes on and waits for it"
        )

    def search(self, feed: Feed) -> None:
        """Looks for the board of a feed until it is found or `close` is called; this may take
        long."""
        while feed.lost and not self._closing.is_set() and not self.look_for(feed):
            self._closing.wait(RETRY_S)

    def look_for(self, feed: Feed) -> bool:
        """Whether the board of a feed was found and is sending again."""
        board = self._on_its_port(feed)
        if board is None and not self._closing.is_set():
            board = self._anywhere(feed)
        if board is None:
            return False
        try:
            self._prepare(board)
            board.start()
        except RigError:
            board.close()
            return False
        self._back.put((feed, board))
        return True

    def returned(self) -> Iterator[tuple[Feed, Board]]:
        """The boards found since the last call; for the loop."""
        while not self._back.empty():
            feed, board = self._back.get_nowait()
            self.problems.pop(feed.role, None)
            yield feed, board

    def end_searches(self) -> None:
        """Makes pending queries of a silent port give up."""
        self._closing.set()

    def close(self) -> None:
        """Ends every search, stops the boards and releases the ports."""
        self.end_searches()
        for board in [*(feed.board for feed in self._feeds.values()), *self._found()]:
            self._leave(board)

    def _found(self) -> list[Board]:
        return [board for _, board in self.returned()]

    def _prepare(self, board: Board) -> None:
        if board.role == "plates":
            board.set_ttl_out(self._ttl_level())
        elif self._levels is not None:
            levels = board.levels()
            if levels.levels != self._levels:  # an EEPROM is not written without need
                board.set_levels(self._levels)
            if self._cues is None:
                self._cues = levels.armed
            else:
                board.arm(self._cues)

    def _on_its_port(self, feed: Feed) -> Board | None:
        """Asks on the open port first: reopening it would reset the board once more."""
        port, parser = feed.board.port, Parser()
        try:
            info = greet(port, parser, self._host_time, self._closing.is_set)
        except RigError:
            port.close()
            return None
        return self._if_it_is(feed, Board(port, info, parser, self._host_time))

    def _anywhere(self, feed: Feed) -> Board | None:
        others = [other.board.port.url for other in self._feeds.values() if other is not feed]
        url = feed.board.port.url
        elsewhere = appeared_ports(self._host_time) if feed.board.simulated else system_ports()
        urls = dict.fromkeys([url, *elsewhere])  # each one once
        asked = [url for url in urls if url not in others]
        found = find_boards(asked, self._host_time, self._closing.is_set)
        boards = [self._if_it_is(feed, board) for board in found.boards]
        return next((board for board in boards if board), None)

    def _if_it_is(self, feed: Feed, board: Board) -> Board | None:
        if board.info == feed.board.info:
            return board
        board.close()
        if board.role == feed.role:
            self._note_other(feed, board)
        return None

    def _note_other(self, feed: Feed, board: Board) -> None:
        self.problems[feed.role] = (
            f"expected the {feed.role} board {feed.board.info.serial} with which the trial began, "
            f"found {board.info.serial} on {board.port.url}: plug in the first one"
        )
        if board.info.serial not in self._others:
            self._others.add(board.info.serial)
            self._on_other(feed, board.info.serial)

    def _leave(self, board: Board) -> None:
        try:
            if board.role == "plates":
                board.set_ttl_out(0)
            board.stop()
        except RigError:
            pass  # a missing board needs no stop
        finally:
            board.close()
