"""A form of fields as plain data, for any page that asks for figures and words."""

from dataclasses import dataclass

LINE, LINES, CHOICE = "line", "lines", "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """`value` is what stands there at first; `options` are what a choice is among, and `fault` says
    in words what is wrong with what was written."""

    name: str
    words: str
    value: str = ""
    kind: str = LINE
    options: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    tip: str = ""
