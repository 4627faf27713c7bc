"""The golden frames shared with the sketches' tests."""

from pathlib import Path


def golden_frames() -> dict[str, bytes]:
    text = (Path(__file__).parent / "arduino" / "golden_frames.txt").read_text("ascii")
    rows = [line.split(" ", 1) for line in text.splitlines() if line and line[0] != "#"]
    return {name: bytes.fromhex(digits) for name, digits in rows}
