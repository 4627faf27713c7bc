"""The beats of a tempo."""

from itertools import islice

from gui.flow.tempo import beats


def first(tempo_s: tuple[int, int, int], number: int) -> list[tuple[float, str]]:
    return list(islice(beats(tempo_s), number))


def test_each_part_begins_with_its_own_beat() -> None:
    assert first((2, 1, 2), 8) == [
        (2.0, "down"),
        (3.0, "count"),
        (4.0, "hold"),
        (5.0, "up"),
        (6.0, "count"),
        (7.0, "stand"),
        (8.0, "down"),
        (9.0, "count"),
    ]


def test_a_part_of_no_seconds_has_no_beat() -> None:
    assert [beat for _, beat in first((1, 0, 1), 6)] == ["down", "up", "stand"] * 2
