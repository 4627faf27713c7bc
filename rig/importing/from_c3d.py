"""Force plates in C3D files, types 1 to 4. ezc3d reads them in a separate process.

A damaged file can make ezc3d crash, or take all memory or time: then only that process ends.
"""

import multiprocessing
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from rig.errors import UsageError
from rig.importing.from_csv import as_loads
from rig.importing.lab import AXES, feet_of
from rig.importing.source import Float, LabPlate, Loads, Wishes, finite
from rig.plain import plain

KEY_AT, KEY = 1, 0x50  # the second byte of every C3D file
WAIT_S, WAIT_S_PER_BYTE = 60.0, 1e-6
MOST_MEMORY = 8 << 30
NEWTONS = {"n": 1.0, "kn": 1000.0}
MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
OWN_GROUP, SIMULATED = "HINGE_RIG", "yes"


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """One force plate as ezc3d gives it: (3, N) and (3, 4) in the axes of the laboratory."""

    force: Float
    centre: Float
    corners: Float
    force_unit: str
    length_unit: str


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What is read from a file. `own` is the text of an export of this program about simulation,
    None in files of others."""

    rate_hz: float
    plates: list[Plate]
    own: str | None


def read(data: bytes, path: Path, wishes: Wishes) -> Loads:
    """The loads of a C3D file. Raises UsageError if it is none."""
    if len(data) <= KEY_AT or data[KEY_AT] != KEY:
        raise UsageError(f"expected a C3D file, {path} is none")
    content = _read_apart(path, WAIT_S + len(data) * WAIT_S_PER_BYTE)
    if not content.plates:
        raise UsageError(f"expected force plates in {path}, it has none")
    return _loads(content, path, wishes)


def _loads(content: Content, path: Path, wishes: Wishes) -> Loads:
    own = content.own is not None
    up = _vertical(content.plates)
    plates = [_lab_plate(plate, number, up, path) for number, plate in enumerate(content.plates, 1)]
    loads, said = feet_of(plates, wishes, up=up, forward="y" if own else "")
    if up != AXES.index("z"):
        said.insert(0, f"Axis {AXES[up]} is vertical, by the corners of the plates.")
    time_s = np.arange(len(loads[0].force_n)) / content.rate_hz
    found = as_loads(time_s, loads, wishes, said=said, from_heel=own)
    return Loads(
        found.time_s,
        found.force_n,
        found.stance_mm,
        simulated=own and str(content.own).startswith(SIMULATED),
        said=found.said,
    )


def _vertical(plates: list[Plate]) -> int:
    """The axis along which the corners of a plate differ least."""
    return int(np.ptp(plates[0].corners, axis=1).argmin())


def _lab_plate(plate: Plate, number: int, up: int, path: Path) -> LabPlate:
    newtons = _scale(NEWTONS, plate.force_unit, path)
    millimetres = _scale(MILLIMETRES, plate.length_unit, path)
    force_n, centre_mm = finite(plate.force[up]) * newtons, finite(plate.centre.T) * millimetres
    return LabPlate(f"plate {number}", force_n, centre_mm)


def _scale(units: dict[str, float], unit: str, path: Path) -> float:
    try:
        return units[unit.strip().lower()]
    except KeyError as error:
        raise UsageError(
            f"expected {' or '.join(units)} as a unit in {path}, got {plain(unit, 20)}"
        ) from error


def _read_apart(path: Path, wait_s: float) -> Content:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_content, args=(sender, path), daemon=True)
    process.start()
    sender.close()
    try:
        answer = receiver.recv() if receiver.poll(wait_s) else "reading it took too long"
    except EOFError:
        answer = "the reader of C3D files broke down over it"
    finally:
        receiver.close()
        process.kill()
        process.join()
    if isinstance(answer, Content):
        return answer
    raise UsageError(f"cannot read {path} as C3D: {answer}")


def _send_content(sender: Connection, path: Path) -> None:
    """In the separate process: sends a Content, or the reason as text why there is none."""
    _limit_memory()
    try:
        sender.send(_content(path))
    except Exception as error:
        sender.send(plain(" ".join(str(error).split())) or type(error).__name__)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _content(path: Path) -> Content:
    import ezc3d

    file = ezc3d.c3d(str(path), extract_forceplat_data=True)
    parameters = file["parameters"]
    plates = [
        Plate(
            np.asarray(one["force"], np.float64),
            np.asarray(one["center_of_pressure"], np.float64),
            np.asarray(one["corners"], np.float64),
            str(one["unit_force"]),
            str(one["unit_position"]),
        )
        for one in file["data"].get("platform", ())
    ]
    own = parameters.get(OWN_GROUP)
    said = "".join(map(str, own["SIMULATED"]["value"])) if own and "SIMULATED" in own else ""
    return Content(
        float(parameters["ANALOG"]["RATE"]["value"][0]), plates, None if own is None else said
    )
