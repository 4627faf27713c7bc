"""The window's program, which reports when each change of a contact was drawn.

    python -m tests.benchmarks.lamp --name NAME

A line of JSON for each: the event's sample, and when the dowel with its lamps had been painted.
"""

import json
import sys
import time
from typing import Any

from gui import __main__ as program
from gui.views.dowel import DowelView
from rig.trial.event import Event


def main() -> None:
    """Runs until the window is closed."""
    taken: list[int] = []
    join, paint = program.join, DowelView.paintEvent

    def join_and_listen(session: Any, window: Any) -> None:
        join(session, window)
        take = session._take_event

        def take_and_note(event: Event) -> None:
            take(event)
            if event.kind.startswith("contact_"):
                taken.append(event.sample)

        session._take_event = take_and_note

    def paint_and_tell(view: DowelView, event: Any) -> None:
        paint(view, event)
        while taken:
            print(json.dumps((taken.pop(0), time.perf_counter())), flush=True)

    program.join = join_and_listen
    DowelView.paintEvent = paint_and_tell
    sys.exit(program.main())


if __name__ == "__main__":
    main()
