"""Foreign text moves no cursor, reverses no line and fills no screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.plain import LONGEST, plain


@given(st.text(max_size=300))
def test_every_sign_of_it_is_seen_and_there_are_not_too_many(text: str) -> None:
    shown = plain(text)
    assert shown.isprintable()
    assert len(shown) <= LONGEST
    assert plain(shown) == shown


@given(st.text(st.characters(categories=("L", "N", "P")), max_size=LONGEST))
def test_text_that_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x07", "\\x1b[2J\\x07"),
        ("a\r\nb", "a\\r\\nb"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\udcff", "\\udcff"),
        ("<b>Müller 李</b>", "<b>Müller 李</b>"),
        ("x" * 10_000, "x" * (LONGEST - 1) + "…"),
        (b"\x1b", "b'\\x1b'"),
    ],
)
def test_what_a_screen_would_obey_stands_as_its_code(text: object, shown: str) -> None:
    assert plain(text) == shown
