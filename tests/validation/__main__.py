"""Real recordings through import and analysis, against their truth.

    python -m tests.validation FOLDER [--out PAGE]

takes every NAME.truth.toml of the folder and the recording beside it, and those that come with this
program, and writes VALIDATION.md beside this file.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from rig.errors import UsageError
from tests.validation.page import page
from tests.validation.run import Run, run
from tests.validation.truth import SUFFIX

HERE = Path(__file__).parent
MADE, PAGE = HERE / "made", HERE / "VALIDATION.md"


def runs_of(*folders: Path) -> list[Run]:
    """All recordings in these folders, by name. Raises UsageError if there is none."""
    found = []
    for folder in folders:
        truths = sorted(folder.glob(f"*{SUFFIX}"))
        if not truths:
            raise UsageError(f"expected files *{SUFFIX} in a folder, got {folder}")
        found += [run(path) for path in truths]
    return found


def main(words: Sequence[str] | None = None) -> int:
    """0 if all recordings could be imported and analysed, 1 if not, 2 for wrong use."""
    parser = ArgumentParser(prog="python -m tests.validation")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=PAGE)
    said = parser.parse_args(words)
    try:
        runs = runs_of(MADE, said.folder)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    said.out.write_text(page(runs), "utf-8")
    for one in runs:
        counted = f"{len(one.analysis.repetitions)} found" if one.analysis else one.error
        print(f"{one.name}: {one.truth.repetitions} true, {counted}")
    print(f"written: {said.out}")
    return int(any(one.analysis is None for one in runs))


if __name__ == "__main__":
    sys.exit(main())
