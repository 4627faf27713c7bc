"""The steps, and what is shown of the current one."""

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
        """Its name on the screen."""
        return text(f"step.{self.value}")


class Mark(Enum):
    """The state of a step; each has a sign, hence no need for colour."""

    DONE = "✓"
    NOW = "▶"
    OPEN = "○"
    SKIPPED = "-"
    UNUSED = " "  # the protocol does not need it


class Light(Enum):
    """Whether the wanted action is possible now."""

    NONE = ""
    WAIT = "◌"
    GOOD = "●"
    WRONG = "▲"


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible action: `name` and `value` identify it, `key` is its key."""

    name: str
    words: str
    key: str = ""
    value: str = ""


def skip() -> Choice:
    """Skips the current step or question."""
    return Choice("skip", text("flow.skip"), "Escape")


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of the current step. `field` is the hint in its input field, None: no field."""

    headline: str
    sentence: str = ""
    light: Light = Light.NONE
    why: str = ""
    choices: tuple[Choice, ...] = ()
    field: str | None = None


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """Everything of the flow that a view draws. `drill` is the one selected during the choice."""

    at: Step
    marks: dict[Step, Mark]
    page: Page
    notice: str = ""
    loud: bool = False
    details: tuple[str, ...] = field(default=())
    drill: Drill | None = None
