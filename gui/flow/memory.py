"""The position of a session, from which another window can continue."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

MOST_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class Memory:
    """Participant and drill of a session, and its next set; `today` are the people of that day."""

    day: str
    participant: str = ""
    drill: str = ""
    set_number: int = 1
    today: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for an invalid memory."""
        memory = cls(**{**said, "today": tuple(said["today"])})
        texts = (memory.day, memory.participant, memory.drill, *memory.today)
        right = all(isinstance(one, str) for one in texts) and isinstance(memory.set_number, int)
        if not right or len(memory.today) > MOST_PEOPLE or not 1 <= memory.set_number <= 1000:
            raise ValueError("it makes no sense")
        return memory
