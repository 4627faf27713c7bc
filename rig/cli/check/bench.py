"""The bench of `rig check`: the boards, the dialogue, and what must be restored."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from rig.cli.check.observation import Observation, Seen
from rig.cli.interrupt import ignore_end_signals
from rig.cli.typed import Typed
from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.device.messages import COLUMNS
from rig.errors import DeviceError

QUIET_S = 2.0
SKIPPED = "skipped"
SKIP_HINT = "(s: skip)"
# Of an Uno or Nano, a Mega, a Leonardo: arduino/PROTOCOL.md, "Other boards".
TTL_OUT_PIN = {1: "D4", 2: "D4", 3: "D6"}
SYNC_IN_PIN = {1: "D8", 2: "D49", 3: "D4"}


@dataclass(slots=True)
class Bench:
    """The boards, the dialogue with the builder, and how long to wait for manual actions."""

    boards: Mapping[str, Board]
    host_time: HostTime
    typed: Typed
    say: Callable[[str], None]
    hands_s: float
    channels: Collection[str] = ()
    put_back: dict[str, list[Callable[[], None]]] = field(default_factory=dict)
    _quiet: dict[str, Seen] | None = None

    def observe(self, *roles: str) -> Observation:
        """Observes some boards, or all."""
        chosen = {role: self.boards[role] for role in roles or self.boards}
        return Observation(chosen, self.host_time)

    def wants(self, column: str) -> bool:
        """Whether a channel is to be checked: all, unless some were chosen."""
        return not self.channels or column in self.channels

    def roles(self) -> list[str]:
        """The boards that have a channel to check."""
        return [role for role in self.boards if any(map(self.wants, COLUMNS[role]))]

    def ask_enter(self, prompt: str, *, at_end: bool = False) -> bool:
        """Whether to continue: Enter was pressed. `at_end` is the answer without input."""
        self.typed.forget()
        self.say(prompt)
        self.say(f"Press Enter when that is done {SKIP_HINT}.")
        return self.typed.enter(at_end=at_end)

    def ask_yes(self, question: str) -> bool | None:
        """The answer to a question; None: skipped."""
        self.typed.forget()
        self.say(f"{question} y or n {SKIP_HINT}")
        return self.typed.yes()

    def hands(self, observed: Observation, done: Callable[[], bool]) -> bool:
        """Waits until a manual action shows in the samples; False: skipped.

        Also continues after the time limit: then the samples are judged as they are.
        """
        skipped = False

        def over() -> bool:
            nonlocal skipped
            skipped = self.typed.skip()
            return skipped or done()

        observed.until(over, self.hands_s)
        return not skipped

    def quiet(self) -> dict[str, Seen] | None:
        """Samples of all boards while nothing touches them, gathered once; None: skipped."""
        if self._quiet is None:
            where = {"plates": "off the plates", "dowel": "off the dowel's sensors"}
            away = " and ".join(where[role] for role in self.boards)
            if not self.ask_enter(f"Take everything {away}.", at_end=True):
                return None
            with self.observe() as observed:
                self._quiet = observed.gather(QUIET_S)
        return self._quiet

    def afterwards(self, role: str, action: Callable[[], None]) -> None:
        """Registers something to restore at the end, whatever happens."""
        self.put_back.setdefault(role, []).insert(0, action)


@contextmanager
def as_found(bench: Bench) -> Iterator[None]:
    """Leaves the boards stopped, with TTL out low, and restores what steps have changed.

    Nothing interrupts that.
    """
    try:
        yield
    finally:
        ignore_end_signals()
        for role, board in bench.boards.items():
            with suppress(DeviceError):  # it is gone: there is nothing to restore
                board.stop()
                if role == "plates":
                    board.set_ttl_out(0)
                for action in bench.put_back.get(role, ()):
                    action()
