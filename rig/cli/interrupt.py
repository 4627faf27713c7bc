"""Ctrl-C, a closed terminal and a polite kill, as one exception that comes once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# A closed terminal sends SIGHUP, on Windows SIGBREAK.
END_SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]


@contextmanager
def end_signals_interrupt() -> Iterator[None]:
    """Within it the first signal that ends the program raises KeyboardInterrupt."""

    def interrupt(_: int, __: FrameType | None) -> None:
        ignore_end_signals()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in END_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_end_signals() -> None:
    """Ignores these signals until `end_signals_interrupt` is left, while state is restored."""
    for number in END_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
