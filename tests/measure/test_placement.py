"""Whether heel shares of two sessions may be compared."""

import pytest

from rig.measure.placement import UNSAID, FootPlacement, heel_share_comparable

STANDS = FootPlacement(265.0, 0.0, 220.0)


@pytest.mark.parametrize(
    ("other", "comparable"),
    [
        (STANDS, True),
        (FootPlacement(269.0, 2.0, 223.0), True),
        (FootPlacement(265.0, 0.0), True),
        (FootPlacement(271.0, 0.0, 220.0), False),
        (FootPlacement(265.0, 4.0, 220.0), False),
        (FootPlacement(265.0, 0.0, 240.0), False),
        (FootPlacement(265.0), False),
        (FootPlacement(heel_offset_mm=0.0), False),
        (UNSAID, False),
    ],
)
def test_only_where_foot_and_heel_are_known_and_match(
    other: FootPlacement, comparable: bool
) -> None:
    assert heel_share_comparable(STANDS, other) is comparable
    assert heel_share_comparable(other, STANDS) is comparable


def test_two_that_were_not_said_do_not_match() -> None:
    assert not heel_share_comparable(UNSAID, UNSAID)
