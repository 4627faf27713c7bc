"""A protocol file in, a card out, or one line: the file, the field, what is allowed."""

from hashlib import sha256

import pytest

from rig.errors import UsageError
from rig.protocol.reading import Card, read_card

GOOD = """\
name = "mine"
title = "My hinge"
version = 3
sensors = ["plates", "dowel"]
scored = ["contact", "tempo"]

[setup]
stance = "Feet hip-width."
third_point = "sacrum"
first = "knees"
pelvis = "natural"
equipment = "The dowel."

[dose]
sets = 2
repetitions = 5
tempo = "2-1-2"
rest_s = 60

[refused]
drop = "Too fast."
"""


def card_of(text: str) -> Card:
    return read_card(text.encode(), "mine", own=True)


def test_what_a_card_says() -> None:
    card = card_of(GOOD)
    protocol = card.protocol
    assert (protocol.name, protocol.version, protocol.scored) == ("mine", 3, ("contact", "tempo"))
    assert protocol.dose is not None
    assert protocol.dose.tempo_s == (2, 1, 2)
    assert protocol.refused == {"drop": "Too fast."}
    assert card.text == GOOD


def test_frozen_is_the_exact_text_and_its_hash() -> None:
    text = "# mine\r\n" + GOOD.replace("\n", "\r\n")  # as an editor on Windows leaves it
    frozen = card_of(text).frozen()
    assert frozen["protocol"] == "mine"
    assert frozen["protocol_text"] == text
    assert frozen["protocol_sha256"] == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('third_point = "sacrum"', 'third_point = "neck"', ["setup.third_point", "'neck'"]),
        ('third_point = "sacrum"', 'third_point = "neck"', ["sacrum, tailbone, low back, none"]),
        ('first = "knees"\n', "", ["setup.first", "missing", "hips, knees, together"]),
        ("sets = 2", "sets = 0", ["dose.sets", "1 to 100"]),
        ("sets = 2", 'sets = "two"', ["dose.sets", "1 to 100", "got `str`"]),
        ('"2-1-2"', '"slow"', ["dose.tempo", "such as 2-1-2"]),
        ("version = 3", "version = 3\nsettings = 1", ["settings", "title", "scored"]),
        ("pelvis", "hips", ["setup.hips", "stance, third_point, first, pelvis"]),
        ('"contact", "tempo"', '"contact", "beauty"', ["scored", "'beauty'", "contact, tempo"]),
        ("drop = ", "beauty = ", ["refused", "'beauty'", "contact, tempo"]),
        ('drop = "Too fast."', "drop = 3", ["refused", "text, 1 to 400 letters", "got `int`"]),
        ("drop = ", "tempo = ", ["refused", "scored too, got tempo"]),
        ('sensors = ["plates", "dowel"]', 'sensors = ["plates"]', ["sensors", "expected dowel"]),
        ('sensors = ["plates", "dowel"]', 'sensors = ["dowel"]', ["sensors", "expected plates"]),
        ('scored = ["contact", "tempo"]', "", ["scored", "unscorable with the reason"]),
        ("version = 3", 'version = 3\nunscorable = "No."', ["scored", "expected nothing scored"]),
        ('name = "mine"', 'name = "other"', ["name", "expected mine, got other"]),
        ('name = "mine"', 'name = "My"', ["name", "small letters"]),
        ("version = 3", 'version = 3\nmotion = "floor_load"', ["motion", "load.rests"]),
        ("version = 3", 'version = 3\nmotion = "fast"', ["motion", "vertical, ballistic"]),
        ('"contact", "tempo"]', '"steps"]\nfeet = "one"', ["scored", "one foot is lifted"]),
        ("version = 3", "version =", ["expected TOML", "line 3"]),
    ],
)
def test_what_is_wrong_is_one_line(old: str, new: str, parts: list[str]) -> None:
    assert old in GOOD
    with pytest.raises(UsageError) as error:
        card_of(GOOD.replace(old, new))
    said = str(error.value)
    assert "\n" not in said
    for part in ["mine.toml", *parts]:
        assert part in said


def test_a_drill_without_its_setup_is_refused() -> None:
    text = GOOD[: GOOD.index("[setup]")]
    with pytest.raises(UsageError, match="field setup: expected setup"):
        card_of(text)


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(UsageError, match=r"expected TOML in UTF-8 in mine\.toml"):
        read_card(GOOD.encode("utf-16"), "mine", own=True)


def test_a_text_that_a_screen_would_obey_is_refused() -> None:
    with pytest.raises(UsageError, match=r"plain text in mine\.toml"):
        card_of(GOOD + "# \u202e")


def test_a_load_on_the_floor_says_how_the_drill_moves() -> None:
    """Also for a file written before there was a motion field."""
    load = '\n[load]\nkind = "barbell"\nrests = "each repetition"\n'
    protocol = card_of(GOOD + load).protocol
    assert protocol.load.from_floor
    assert protocol.motion == "floor_load"
    assert card_of(GOOD).protocol.motion == "vertical"
