"""A form of fields as plain data, for any page that asks for figures and words."""

from dataclasses import dataclass

LINE, LINES, CHOICE = "line", "lines", "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    `value` is the initial content; `options` are those of a choice, and `fault` is in words what is
    wrong with the content.
    """

    name: str
    words: str
    value: str = ""
    kind: str = LINE
    options: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    tip: str = ""
