"""Small recordings of other force plates, built from known values."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
from numpy.typing import NDArray

import rig
from rig.importing import About, import_trial
from rig.importing.source import Wishes
from rig.trial.trial import Plates, Trial

Float = NDArray[np.floating[Any]]
HEEL_MM, TOE_MM = 20.0, 290.0
STANCE_MM = 200.0


@dataclass(frozen=True)
class Stood:
    """A person who stands and leans: loads of left and right foot (N, 2), and where, from the heel
    stop (N, 2)."""

    time_s: Float
    feet_n: Float
    ap_mm: Float

    @property
    def cells_n(self) -> Float:
        toe_n = self.feet_n * (self.ap_mm - HEEL_MM) / (TOE_MM - HEEL_MM)
        cells = np.empty((len(self.time_s), 4))
        cells[:, 0::2], cells[:, 1::2] = self.feet_n - toe_n, toe_n
        return cells


def stood(seconds: float = 4.0, rate_hz: float = 100.0, *, time_s: Float | None = None) -> Stood:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz if time_s is None else time_s
    slow, fast = np.sin(2 * np.pi * 0.4 * time_s), np.sin(2 * np.pi * 1.1 * time_s)
    feet_n = np.stack((360 + 20 * slow + 30 * fast, 340 - 20 * slow + 30 * fast), axis=1)
    ap_mm = np.stack((120 + 25 * fast, 110 + 25 * slow), axis=1)
    return Stood(time_s, feet_n, ap_mm)


def csv_of(path: Path, columns: dict[str, Float]) -> Path:
    rows = np.stack(list(columns.values()), axis=1)
    lines = [",".join("" if np.isnan(v) else f"{v:.6f}" for v in row) for row in rows]
    path.write_text("\n".join([",".join(columns), *lines]) + "\n")
    return path


def cells_csv(path: Path, who: Stood) -> Path:
    names = ("left_heel", "left_toe", "right_heel", "right_toe")
    return csv_of(path, {"time_s": who.time_s} | dict(zip(names, who.cells_n.T, strict=True)))


def sto_of(path: Path, columns: dict[str, Float]) -> Path:
    rows = np.stack(list(columns.values()), axis=1)
    lines = ["\t".join(f"{v:.8f}" for v in row) for row in rows]
    head = ["forces", "version=1", f"nRows={len(rows)}", f"nColumns={len(columns)}", "endheader"]
    path.write_text("\n".join([*head, "\t".join(columns), *lines]) + "\n")
    return path


def opensim(who: Stood, stems: tuple[str, str], *, at_m: float = 0.0) -> dict[str, Float]:
    """X forward, Y up, Z to the right."""
    columns = {"time": who.time_s}
    for foot, stem in enumerate(stems):
        z_m = np.full(len(who.time_s), (foot - 0.5) * STANCE_MM / 1000 + 0.7)
        columns |= {
            f"{stem}_vx": 0.0 * z_m,
            f"{stem}_vy": who.feet_n[:, foot],
            f"{stem}_vz": 0.0 * z_m,
            f"{stem}_px": who.ap_mm[:, foot] / 1000 + at_m,
            f"{stem}_py": 0.0 * z_m,
            f"{stem}_pz": z_m,
        }
    return columns


def c3d_of(path: Path, who: Stood, kind: int, *, feet: tuple[int, ...] = (0, 1)) -> Path:
    """Plates of TYPE 1 to 4 whose middle is 150 mm before the heel stop, in a laboratory of X to
    the right and Y forward, with the reaction upwards positive in axes of the plate with Z
    upwards."""
    file = ezc3d.c3d()
    channels, corners = [], []
    for foot in feet:
        y_mm, force_n = who.ap_mm[:, foot] - 150.0, who.feet_n[:, foot]
        channels += _channels(kind, force_n, y_mm)
        x_mm = (foot - 0.5) * STANCE_MM
        corners.append([(x_mm + dx, 150.0 + dy, 0.0) for dx, dy in QUADRANTS])
    values = np.array(channels)
    file["data"]["points"] = np.empty((4, 0, values.shape[1] // 10))
    file["data"]["analogs"] = values[None]
    _set(file, "POINT", RATE=10.0, UNITS=["mm"])
    _set(file, "ANALOG", RATE=100.0, LABELS=[f"C{n}" for n in range(len(values))])
    each = len(values) // len(feet)
    _set(
        file,
        "FORCE_PLATFORM",
        USED=len(feet),
        TYPE=np.array([kind] * len(feet)),
        ZERO=np.array([0, 0]),
        CORNERS=np.array(corners).transpose(2, 1, 0),
        ORIGIN=np.array([ORIGINS[kind]] * len(feet), float).T,
        CHANNEL=np.arange(1, len(values) + 1).reshape(len(feet), each).T,
        CAL_MATRIX=np.stack([np.eye(6)] * len(feet), axis=2),
    )
    file.write(str(path))
    return path


QUADRANTS = ((75, 200), (-75, 200), (-75, -200), (75, -200))
ORIGINS = {1: (0, 0, 0), 2: (0, 0, 0), 3: (60, 150, 0), 4: (0, 0, 0)}


def _channels(kind: int, force_n: Float, y_mm: Float) -> list[Float]:
    none = np.zeros(len(force_n))
    if kind == 1:  # Fx Fy Fz, then the place and the free moment
        return [none, none, force_n, none, y_mm, none]
    if kind == 3:  # Fx12 Fx34 Fy14 Fy23 Fz1 Fz2 Fz3 Fz4: y = b (Fz1 + Fz2 - Fz3 - Fz4) / Fz
        front = force_n / 2 * (1 + y_mm / ORIGINS[3][1])
        back = force_n - front
        return [none] * 4 + [front / 2, front / 2, back / 2, back / 2]
    return [none, none, force_n, y_mm * force_n, none, none]


def _set(file: Any, group: str, **values: Any) -> None:
    for name, value in values.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "i":
            file.add_parameter(group, name, 0)
            file["parameters"][group][name]["value"] = value
        else:
            file.add_parameter(group, name, value)


def imported(path: Path, *, about: About | None = None, **wishes: Any) -> Trial:
    """The resulting trial, beside it."""
    out = path.with_suffix(".h5")
    out.unlink(missing_ok=True)
    import_trial(path, out, about=about or About(), wishes=Wishes(**wishes))
    return rig.open_trial(out)


def plates_of(trial: Trial) -> Plates:
    assert trial.plates is not None
    return trial.plates


def assumed(trial: Trial) -> str:
    assert trial.imported_from is not None
    return " ".join(trial.imported_from.assumptions)


def forces_at(trial: Trial, time_s: Float) -> Float:
    """Forces of the samples at these times, (N, 4)."""
    plates = plates_of(trial)
    rows = np.searchsorted(plates.time_s, time_s - 1e-6)
    assert np.abs(plates.time_s[rows] - time_s).max() < 1e-6
    return plates.force_n[rows].astype(np.float64)
