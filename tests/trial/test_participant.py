"""A pseudonym by a stated rule; anything else is refused."""

import pytest

from rig.errors import UsageError
from rig.trial.participant import check_participant


@pytest.mark.parametrize(
    "name",
    ["", "P07", "a", "knee-12_b", "0042", "X" * 32, "P1990", "123456789", "mark07", "P07-12"],
)
def test_pseudonyms(name: str) -> None:
    check_participant(name)


@pytest.mark.parametrize(
    "name",
    [
        "Anna Meier",
        "../etc",
        "a/b",
        "_x",
        "-x",
        "X" * 33,
        "<b>",
        "é",
        "P07\n",
        "19900131",
        "1990-01-31",
        "31-01-1990",
        "31_1_90",
        "010290",
        "12Jan1990",
        "12-jan-90",
        "3May1990",
        "3May90",
        "1990May03",
        "May3-1990",
        "14March1990",
        "1990-05",
        "P07-1990-05-03",
        "dob030590",
    ],
)
def test_names_paths_and_dates_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="expected a pseudonym"):
        check_participant(name)
