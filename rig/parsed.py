"""Safe reading of foreign data: JSON and TOML, and files that may be something else."""

import errno
import json
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

TOO_DEEP = "it is nested too deeply"


def json_of(said: str | bytes) -> Any:
    """The contents of a JSON document. Raises ValueError if it is none."""
    try:
        return json.loads(said)
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error


def toml_of(said: str) -> dict[str, Any]:
    """The contents of a TOML document. Raises ValueError if it is none."""
    try:
        return tomllib.loads(said)
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error


def bytes_of(file: Traversable) -> bytes:
    """The contents of a file of a folder that others write in. Raises OSError, also for a pipe or a
    device, which could block forever."""
    if isinstance(file, Path) and file.exists() and not (file.is_file() or file.is_dir()):
        raise OSError(errno.EINVAL, "it is no file", str(file))
    return file.read_bytes()
