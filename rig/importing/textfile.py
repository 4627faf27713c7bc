"""Text files of numbers: checks before any of it is read as a table."""

from pathlib import Path

from rig.errors import UsageError

MOST_BYTES = 1 << 30
COMMENT = b"#"


def read_bytes(path: Path) -> bytes:
    """All of a file. Raises UsageError for one that is empty, too large, or cannot be read."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UsageError(f"expected a file, {path} is none")
        if size > MOST_BYTES:
            raise UsageError(f"expected a file of at most 1 GB, {path} has {size / 1e9:.1f} GB")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if not data:
        raise UsageError(f"expected a recording, {path} is empty")
    return data


def text_of(data: bytes, path: Path) -> bytes:
    """UTF-8 without a byte order mark and with plain line ends. Raises UsageError for anything
    else."""
    if b"\0" in data:
        raise UsageError(f"expected text, {path} holds bytes that are none")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"expected text in UTF-8, {path} has another byte at {error.start}"
        ) from error
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def without_comments(text: bytes) -> bytes:
    """The same without lines that begin with #, wherever they are."""
    if COMMENT not in text:
        return text
    lines = text.split(b"\n")
    return b"\n".join(line for line in lines if not line.lstrip().startswith(COMMENT))
