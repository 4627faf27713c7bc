"""Hostile texts, and how they may appear."""

HOSTILE = (
    "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "[bold]x[/bold][/]",
    "<img src=x onerror=alert(1)><b>bold</b>&amp;",
    "\u202egnp.exe\u2066",
    "a\r\nrig: all is well\n",
    ":smile: {0} %s",
    "../../etc/passwd",
    "x" * 10_000,
)
TERMINAL = "\x1b[2J\x1b[31m\x07[red]\u202e<b>\r\n" + "x" * 10_000
LONGEST_OUTPUT = 40_000


def expect_harmless(text: str) -> None:
    """Lines of visible characters, and not too many of them."""
    assert all(line.isprintable() for line in text.split("\n")), ascii(text[:2000])
    assert len(text) < LONGEST_OUTPUT
    assert "Traceback" not in text
