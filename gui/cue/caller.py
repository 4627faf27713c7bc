"""Calls out lost contacts: a client of the engine with a loudspeaker.

A separate process: no cue waits for a window that draws, and a window that hangs silences none. The
window's orders are lines of standard input, until that ends; reports to the window go to standard
output.

    python -m gui.cue.caller NAME [LANGUAGE]      the engine's name, and the window's language
"""

import sys
import threading
import time
from contextlib import closing, suppress
from queue import Empty, SimpleQueue

from gui import languages
from gui.cue.policy import CuePolicy, Happened
from gui.language import ENGLISH, said
from gui.settings import EACH, CueSettings, Settings
from gui.sound.orders import (
    Called,
    Heard,
    Order,
    Play,
    Refused,
    Report,
    TryOut,
    Use,
    order_of,
    to_line,
)
from gui.sound.player import Player
from gui.sound.tone import Tones
from rig.device.messages import Cues
from rig.device.sleepclock import now_s
from rig.errors import DeviceError, RigError
from rig.stream.api import ArmCue, Decided, State, Told
from rig.stream.door import EngineClient
from rig.stream.runfolder import Place
from rig.trial.event import TTL_RISE, Event

LOOK_S = 0.05  # for the window's orders; the engine's messages are handled immediately
EVERY_LOSS = CueSettings(EACH)


class Caller:
    """Takes messages of an engine and orders of the window; plays tones on `player`."""

    def __init__(self, place: Place, player: Player) -> None:
        self._place = place
        self._player = player
        self._wanted = Use.of(Settings())
        self._tried_out = False
        self._policy = CuePolicy(self._wanted.cue)
        self._client: EngineClient | None = None
        self._number: int | None = None
        self._recorded = False
        self._armed: tuple[int, bool] | None = None

    def obey(self, order: Order) -> None:
        """Performs an order of the window."""
        if isinstance(order, Play):
            self._player.play(order.tones)
        elif isinstance(order, Use):
            self._wanted = order
            self._player.use(order.device)
        elif isinstance(order, TryOut):
            self._tried_out = order.on
        else:
            self._player.look()
        self._policy.settings = EVERY_LOSS if self._tried_out else self._wanted.cue

    def look(self) -> None:
        """Waits briefly for messages of the engine, and handles them."""
        self._player.look_after()
        try:
            if self._client is None:
                self._client = EngineClient(self._place)
            for message in self._client.messages(LOOK_S):
                self._take(self._client, message)
        except DeviceError:  # it does not exist yet, or no longer
            self.leave()
            time.sleep(LOOK_S)

    def leave(self) -> None:
        """Disconnects from the engine."""
        if self._client is not None:
            self._client.close()
        self._client = self._number = self._armed = None

    def _take(self, client: EngineClient, message: Told) -> None:
        if isinstance(message, Decided):
            self._hear(message.event)
        elif isinstance(message, State):
            self._follow(client, message)
        elif message.refused:
            report(Refused(said(message.refused)))

    def _hear(self, event: Event) -> None:
        happened = Happened(
            event.kind,
            event.time_s,
            event.point,
            event.sample or 0,
            event.value,
            event.decided_s or 0.0,
            event.read_s or 0.0,
        )
        cue = self._policy.hear(happened, now_s())
        if self._sounds(cue.tones):
            called_s = now_s()
            for loss in cue.losses:
                report(
                    Called(
                        loss.point,
                        loss.sample,
                        loss.time_s,
                        loss.read_s,
                        loss.decided_s,
                        called_s,
                    )
                )
        elif event.kind == TTL_RISE:
            report(Heard(event.time_s))

    def _sounds(self, tones: Tones) -> bool:
        return bool(tones) and self._player.play(tones)

    def _follow(self, client: EngineClient, state: State) -> None:
        if state.number != self._number:
            self._number = state.number
            self._policy.begin(point for point, on in state.in_contact.items() if on)
        zero_s = state.trial.zero_s if state.trial else None
        recorded = zero_s is not None
        if zero_s is not None and not self._recorded:
            self._policy.begin_set(zero_s)
        elif self._recorded and not recorded:
            self._sounds(self._policy.end_set())
        self._recorded = recorded
        self._arm(client, state)

    def _arm(self, client: EngineClient, state: State) -> None:
        """Switches the dowel board's own buzzer on or off, once for each connection."""
        armed = (state.number, self._wanted.buzzer)
        dowel = [board for board in state.boards if board.role == "dowel"]
        if dowel and not dowel[0].replayed and armed != self._armed:
            self._armed = armed
            client.ask(ArmCue(Cues.BUZZER if self._wanted.buzzer else Cues.NONE))


def report(one: Report) -> None:
    """Sends a report to the window."""
    sys.stdout.buffer.write(to_line(one))
    sys.stdout.buffer.flush()


def _hear_window(orders: "SimpleQueue[Order]", ended: threading.Event) -> None:
    # Not buffered: the interpreter cannot take the buffer's lock at its end while a read waits.
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as lines:
        for line in lines:
            with suppress(ValueError):  # an invalid order is skipped
                orders.put(order_of(line))
    ended.set()


def main() -> None:
    """Runs until standard input ends."""
    orders: SimpleQueue[Order] = SimpleQueue()
    ended = threading.Event()
    threading.Thread(target=_hear_window, args=(orders, ended), daemon=True).start()
    name, *spoken = sys.argv[1:]
    languages.use(*spoken or [ENGLISH])  # the window reports what is wrong with it
    try:
        place = Place(name)
    except RigError as error:
        sys.exit(str(error))
    # A window that was killed hears nothing more: that is its end, too. The device is closed in any
    # case, for one that is left to the interpreter's end hangs there.
    with closing(Player(report)) as player, suppress(BrokenPipeError):
        player.open()
        caller = Caller(place, player)
        while not ended.is_set():
            with suppress(Empty):
                while True:
                    caller.obey(orders.get_nowait())
            caller.look()
        caller.leave()


if __name__ == "__main__":
    main()
