"""A participant's consent to be recorded, and its withdrawal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Consent:
    """To the version of a text, noted by an assessor; or, where `withdrawn`, taken back."""

    participant: str
    text_version: str
    taken_utc: str
    assessor: str = ""
    withdrawn: bool = False

    def as_json(self) -> dict[str, Any]:
        """What `from_json` takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for what is none."""
        consent = cls(**said)
        datetime.fromisoformat(consent.taken_utc)
        return consent
