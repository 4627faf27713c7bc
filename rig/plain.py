"""Foreign text made harmless: on one line, without anything that controls a screen."""

LONGEST, LONGEST_PATH = 200, 4096
CUT = "…"


def plain(text: object, longest: int = LONGEST) -> str:
    """`text` as at most `longest` visible characters.

    Invisible characters (control codes, line ends, marks that change the direction of reading) are
    replaced by their codes.
    """
    signs = str(text)[: longest + 1]
    shown = "".join(sign if sign.isprintable() else _code(sign) for sign in signs)
    return shown if len(shown) <= longest else shown[: longest - 1] + CUT


def is_harmless(text: str) -> bool:
    """Whether a text of several lines contains no control characters except line ends and tabs."""
    return all(sign.isprintable() or sign in "\n\r\t" for sign in text)


def _code(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
