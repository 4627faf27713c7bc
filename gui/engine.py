"""The engine behind the window: started if none runs, and used without blocking."""

import threading
import time
from collections.abc import Callable, Iterable

from gui.language import text
from rig.errors import DeviceError, RigError
from rig.stream.api import AnyCommand, Told
from rig.stream.door import EngineClient
from rig.stream.enginelog import last_words
from rig.stream.runfolder import Place

HUNG_S = 3.0  # a state arrives every 0.1 s


class EngineLink:
    """A link to the engine of a name. `start_engine` starts one; it may block."""

    def __init__(self, name: str, start_engine: Callable[[], None]) -> None:
        self._place = Place(name)
        self._start_engine = start_engine
        self._starter: threading.Thread | None = None
        self._start_problem = ""
        self._client: EngineClient | None = None
        self._knocker: threading.Thread | None = None
        self._let_in: EngineClient | None = None
        self._does_not_open = False
        self._heard_s = 0.0

    @property
    def connected(self) -> bool:
        """Whether it is connected to an engine."""
        return self._client is not None

    @property
    def starting(self) -> bool:
        """Whether an engine is being started."""
        return self._starter is not None and self._starter.is_alive()

    @property
    def hung(self) -> bool:
        """Whether there is an engine that does not answer, when connecting or afterwards."""
        if self._client is None:
            return self._does_not_open
        return time.monotonic() - self._heard_s > HUNG_S

    @property
    def process(self) -> int | None:
        """Its process id, to end it by; None if unknown."""
        return self._place.process()

    @property
    def last_words(self) -> str:
        """How the last engine ended, as far as it reported; "" if unknown."""
        return last_words(self._place.name)

    def begin(self) -> None:
        """Starts an engine if none runs and none is being started."""
        if not self.starting:
            self._starter = threading.Thread(target=self._try_to_start, daemon=True)
            self._starter.start()

    def connect(self) -> str:
        """Tries to connect, without blocking. Returns once why none could be started, else ""."""
        if self._knocker is None or not self._knocker.is_alive():
            self._client, self._let_in = self._let_in, None
            self._heard_s = time.monotonic()
            if self._client is None:
                self._knocker = threading.Thread(target=self._knock, daemon=True)
                self._knocker.start()
        problem, self._start_problem = self._start_problem, ""
        return "" if self.connected else problem

    def messages(self) -> Iterable[Told]:
        """The messages since the last call. Raises DeviceError when the engine is gone."""
        came = self._client.messages() if self._client else []
        if came:
            self._heard_s = time.monotonic()
        return came

    def ask(self, command: AnyCommand) -> int:
        """Sends a command and returns the number of its reply. Raises DeviceError when the engine
        is gone."""
        if self._client is None:
            raise DeviceError(text("session.not_running"))
        return self._client.ask(command)

    def let_go(self) -> None:
        """Disconnects from the engine."""
        if self._client:
            self._client.close()
        self._client = None

    def close(self) -> None:
        """Disconnects, once pending starts and connection attempts have ended."""
        for thread in (self._starter, self._knocker):
            if thread:
                thread.join()
        self.let_go()
        if self._let_in:
            self._let_in.close()
        self._let_in = None

    def _knock(self) -> None:
        try:
            self._let_in = EngineClient(self._place)
            self._does_not_open = False
        except DeviceError as error:  # not a TimeoutError: it does not exist yet
            self._does_not_open = isinstance(error.__cause__, TimeoutError)

    def _try_to_start(self) -> None:
        try:
            self._start_engine()
        except RigError as error:
            self._start_problem = str(error)
