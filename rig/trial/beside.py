"""Files beside a trial that share its name: its journal, notes, reviews, truth."""

from collections.abc import Collection
from pathlib import Path, PurePath

SUFFIX = ".h5"


def is_trial_name(name: str) -> bool:
    """Whether a file of this name should be a trial."""
    return name.lower().endswith(SUFFIX)


def stems_of(names: Collection[str]) -> set[str]:
    """Stems of the names that should be trials."""
    return {PurePath(name).stem for name in names if is_trial_name(name)}


def owner_of(name: str, stems: Collection[str]) -> str | None:
    """Which of these trials a file belongs to: the one with the longest stem that the file's name
    extends; None if there is none. Locks and half-written copies begin with a dot."""
    stem = name.lstrip(".")
    while "." in stem:
        stem = stem.rpartition(".")[0]
        if stem in stems:
            return stem
    return None


def companions(trial: Path) -> list[Path]:
    """The files that belong to a trial, without the trial itself. Raises OSError."""
    names = [path.name for path in trial.parent.iterdir()]
    stems = {*stems_of(names), trial.stem}
    return [
        trial.with_name(name)
        for name in sorted(names)
        if not is_trial_name(name) and owner_of(name, stems) == trial.stem
    ]


def longest_beside(trial: Path) -> Path:
    """The longest name of any file beside a trial: the claim on the copy made when a recovered
    trial gets its second zero."""
    return trial.with_name(f".{trial.stem}.recovered{SUFFIX}.{'0' * 8}.zero.writing")


def reviews_path(trial: Path) -> Path:
    """Path of a trial's reviews."""
    return trial.with_name(f"{trial.stem}.review.jsonl")
