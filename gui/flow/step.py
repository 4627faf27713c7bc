"""The steps, and what is shown of the one at hand."""

from dataclasses import dataclass, field
from enum import Enum

from gui.flow.facts import Drill
from gui.language import text


class Step(Enum):
    """In the order in which they are done."""

    PARTICIPANT = "participant"
    PROTOCOL = "protocol"
    BOARDS = "boards"
    ZERO = "zero"
    WEIGH = "weigh"
    TOUCH = "touch"
    READY = "ready"
    RECORD = "record"
    RESULT = "result"

    @property
    def title(self) -> str:
        """How it is called on the screen."""
        return text(f"step.{self.value}")


class Mark(Enum):
    """How a step stands; each has a sign, so that no colour is needed."""

    DONE = "✓"
    NOW = "▶"
    OPEN = "○"
    SKIPPED = "-"
    UNUSED = " "  # the protocol does not need it


class Light(Enum):
    """Whether what is wanted can be had now."""

    NONE = ""
    WAIT = "◌"
    GOOD = "●"
    WRONG = "▲"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be done: `name` and `value` say what, `key` is its key."""

    name: str
    words: str
    key: str = ""
    value: str = ""


def skip() -> Choice:
    """Leaves out what is asked for."""
    return Choice("skip", text("flow.skip"), "Escape")


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of the step at hand. `field` is the hint in a field to write in, None: none is
    needed."""

    headline: str
    sentence: str = ""
    light: Light = Light.NONE
    why: str = ""
    choices: tuple[Choice, ...] = ()
    field: str | None = None


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """All of the flow that a view draws. `drill` is looked at while one is chosen."""

    at: Step
    marks: dict[Step, Mark]
    page: Page
    notice: str = ""
    loud: bool = False
    details: tuple[str, ...] = field(default=())
    drill: Drill | None = None
