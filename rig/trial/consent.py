"""A participant's consent to be recorded, and its withdrawal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from rig.trial.localtime import is_offset


@dataclass(frozen=True, slots=True)
class Consent:
    """Consent to the version of a text, noted by an assessor; or, if `withdrawn`, its withdrawal.

    `utc_offset_s` is how far the clocks there were ahead of UTC, None if unknown.
    """

    participant: str
    text_version: str
    taken_utc: str
    assessor: str = ""
    withdrawn: bool = False
    utc_offset_s: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError if it is no consent."""
        consent = cls(**said)
        datetime.fromisoformat(consent.taken_utc)
        if consent.utc_offset_s is not None and not is_offset(consent.utc_offset_s):
            raise ValueError("expected seconds ahead of UTC")
        return consent
