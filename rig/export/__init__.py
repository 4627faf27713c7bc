"""Trials for other programs: CSV, C3D, Parquet. docs/export.md describes their contents."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rig.export.output import Told
    from rig.trial.trial import Trial

FORMATS = ("csv", "c3d", "parquet")


def export(trial: "Trial", out: Path, *, to: str, told: "Told") -> list[Path]:
    """Writes a trial in one of FORMATS; returns what was made: a folder, or C3D files.

    Nothing is overwritten, and nothing is left of an export that fails. Raises UsageError if the
    trial or the disk does not allow it.
    """
    # Imported here because they are large.
    from rig.export.content import content_of

    content = content_of(trial)
    if to == "c3d":
        from rig.export import c3d

        return c3d.write(content, out, told)
    if to == "parquet":
        from rig.export import parquet

        return parquet.write(content, out, told)
    from rig.export import csv

    return csv.write(content, out, told)
