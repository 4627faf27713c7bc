"""Text that others wrote, made harmless: on one line, nothing in it that a screen would obey."""

LONGEST, LONGEST_PATH = 200, 4096
CUT = "…"


def plain(text: object, longest: int = LONGEST) -> str:
    """`text` as at most `longest` signs that are seen as they are.

    Signs that nobody sees (control codes, line ends, marks that turn the direction of reading)
    stand as their codes.
    """
    signs = str(text)[: longest + 1]
    shown = "".join(sign if sign.isprintable() else _code(sign) for sign in signs)
    return shown if len(shown) <= longest else shown[: longest - 1] + CUT


def is_harmless(text: str) -> bool:
    """Whether a text of several lines holds nothing that a screen would obey but line ends and
    tabs."""
    return all(sign.isprintable() or sign in "\n\r\t" for sign in text)


def _code(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
