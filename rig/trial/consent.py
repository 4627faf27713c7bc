"""A participant's consent to be recorded, and its withdrawal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from rig.trial.localtime import is_offset


@dataclass(frozen=True, slots=True)
class Consent:
    """To the version of a text, noted by an assessor; or, where `withdrawn`, taken back.

    `utc_offset_s` is how far the clocks there were ahead of UTC, None where that is not known.
    """

    participant: str
    text_version: str
    taken_utc: str
    assessor: str = ""
    withdrawn: bool = False
    utc_offset_s: float | None = None

    def as_json(self) -> dict[str, Any]:
        """What `from_json` takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for what is none."""
        consent = cls(**said)
        datetime.fromisoformat(consent.taken_utc)
        if consent.utc_offset_s is not None and not is_offset(consent.utc_offset_s):
            raise ValueError("expected seconds ahead of UTC")
        return consent
