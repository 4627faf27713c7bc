"""The record of one person's contact levels on one dowel."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from rig.measure.contact import ContactLevels


@dataclass(frozen=True, slots=True)
class TouchRecord:
    """The readings of a dowel's points untouched and touched by a participant, and the resulting
    levels; counts are of `full_scale_counts`."""

    record_id: str
    board_serial: str
    participant: str
    taken_utc: str
    operator: str
    software_version: str
    full_scale_counts: int
    points: tuple[str, ...]
    idle_counts: tuple[int, ...]
    touch_counts: tuple[int, ...]
    on_counts: tuple[int, ...]
    off_counts: tuple[int, ...]
    debounce_samples: int

    @property
    def levels(self) -> ContactLevels:
        """The levels. Raises ValueError if they are invalid."""
        return ContactLevels(self.on_counts, self.off_counts, self.debounce_samples)

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for an invalid record."""
        lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        record = cls(**{**said, **lists})
        record.levels  # noqa: B018 (refuses levels that make no sense)
        datetime.fromisoformat(record.taken_utc)
        return record
