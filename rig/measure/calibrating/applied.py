"""The conversion of the plates' counts to newtons in a trial, and its origin."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, Self

from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.zero import Zero, serves
from rig.measure.calibration import PlateCalibration, nominal_plates


class PlatesInfo(Protocol):
    """The part of a board's info used here."""

    @property
    def serial(self) -> str:
        """The board's own serial number."""

    @property
    def volts_per_count(self) -> float:
        """The volts of a count."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A calibration with the zero of the session in it. `record` is None for nominal figures,
    `zero` if none was taken: then that of the calibration is used."""

    calibration: PlateCalibration
    record: PlateRecord | None = None
    zero: Zero | None = None

    def zeroed(self, zero: Zero) -> Self:
        """The same with another zero from now on."""
        return replace(self, calibration=self.calibration.with_zero(zero.counts), zero=zero)

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return {
            "calibration": self.calibration.as_json(),
            "record": self.record.as_json() if self.record else None,
            "zero": self.zero.as_json() if self.zero else None,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for invalid input."""
        return cls(
            PlateCalibration.from_json(said["calibration"]),
            PlateRecord.from_json(said["record"]) if said["record"] else None,
            Zero.from_json(said["zero"]) if said["zero"] else None,
        )


def applied_to(
    board: PlatesInfo, record: PlateRecord | None, zero: Zero | None, *, at: datetime
) -> Applied:
    """The calibration for a board: its record, or nominal figures if it has none or if a count had
    other volts then; with its zero, the newest in order of taking, if that `serves`."""
    if record and record.occasion.volts_per_count == board.volts_per_count:
        applied = Applied(record.calibration, record)
    else:
        applied = Applied(nominal_plates(board.volts_per_count))
    if zero and serves(zero.taken_utc, at):
        return applied.zeroed(zero)
    return applied
