"""What lies beside a trial under its name: its journal, notes, reviews, truth."""

from collections.abc import Collection
from pathlib import Path, PurePath

SUFFIX = ".h5"


def is_trial_name(name: str) -> bool:
    """Whether a file of this name should be a trial."""
    return name.lower().endswith(SUFFIX)


def stems_of(names: Collection[str]) -> set[str]:
    """Of those that should be trials."""
    return {PurePath(name).stem for name in names if is_trial_name(name)}


def owner_of(name: str, stems: Collection[str]) -> str | None:
    """Which of these trials a file lies beside: that with the longest name of which its own is a
    longer form; None beside none. Locks and half written copies begin with a dot."""
    stem = name.lstrip(".")
    while "." in stem:
        stem = stem.rpartition(".")[0]
        if stem in stems:
            return stem
    return None


def companions(trial: Path) -> list[Path]:
    """The files that belong to a trial, without itself. Raises OSError."""
    names = [path.name for path in trial.parent.iterdir()]
    stems = {*stems_of(names), trial.stem}
    return [
        trial.with_name(name)
        for name in sorted(names)
        if not is_trial_name(name) and owner_of(name, stems) == trial.stem
    ]


def longest_beside(trial: Path) -> Path:
    """The longest name that anything beside a trial gets: the claim on a copy of what was recovered
    of it, while that gets its second zero."""
    return trial.with_name(f".{trial.stem}.recovered{SUFFIX}.{'0' * 8}.zero.writing")


def reviews_path(trial: Path) -> Path:
    """Where the reviews of a trial lie."""
    return trial.with_name(f"{trial.stem}.review.jsonl")
