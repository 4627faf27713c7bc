"""A pseudonym by a stated rule; anything else is refused."""

import string
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rig.errors import UsageError
from rig.trial.participant import check_name, check_participant

ALLOWED = string.ascii_letters + string.digits + "_-"
BIRTHDAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
FORMS = (
    *("%Y%m%d", "%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y", "%m%d%y", "%Y%m", "%m%Y"),
    *("%Y-%m-%d", "%d-%m-%Y", "%m-%d-%Y", "%d_%m_%y", "%Y_%m_%d", "%Y-%m", "%m-%Y"),
    *("%d%b%Y", "%d-%b-%y", "%b%d-%Y", "%Y%B%d", "%d_%B_%Y", "%B%Y", "%b-%y"),
)


def refusal(name: str) -> str:
    try:
        check_participant(name)
    except UsageError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "name",
    [
        *("", "P07", "a", "knee-12_b", "0042", "X" * 32, "P1990", "123456789", "mark07", "P07-12"),
        *("CON1", "COM10", "console", "NULL", "set-2", "visit1out2", "mars-3", "vi-2", "Lamar07"),
    ],
)
def test_pseudonyms(name: str) -> None:
    check_participant(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Anna Meier", "../etc", "..", "a/b", "a\\b", "C:x", "a.h5", "_x", "-x", "X" * 33),
        *("<b>", "<b>x</b>", "&amp;", "é", "P07\n", "P07\0", "P\x1b[31m07", "P\u202e07", " "),
        *("CON", "con", "NUL", "nul", "PRN", "AUX", "COM1", "com9", "LPT1", "lpt0"),
        *("discarded", "Discarded", "DISCARDED"),
        *("19900131", "1990-01-31", "31-01-1990", "31_1_90", "010290", "12Jan1990", "12-jan-90"),
        *("3May1990", "3May90", "1990May03", "May3-1990", "14March1990", "1990-05"),
        *("P07-1990-05-03", "dob030590", "199005", "051990", "1990-31-01", "19903101"),
        *("3Mai1990", "3-mai-90", "1990Okt03", "12dez1990", "3juin90", "1enero1990", "3-V-1990"),
        *("31_XII_90", "1990-xii-31", "3Mrt1990", "3_luglio_1990", "3fev1990"),
    ],
)
def test_names_paths_devices_and_dates_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="expected a pseudonym"):
        check_participant(name)


@given(st.text(max_size=40))
def test_whatever_passes_has_only_what_is_allowed(name: str) -> None:
    said = refusal(name)
    assert said.isprintable()
    assert len(said) < 200
    if not said:
        assert set(name) <= set(ALLOWED)
        assert len(name) <= 32
        assert not name.startswith(("_", "-"))


@given(st.text(ALLOWED, max_size=12), st.characters(), st.text(ALLOWED, max_size=12))
def test_one_sign_that_is_not_allowed_is_enough(before: str, sign: str, after: str) -> None:
    assume(sign not in ALLOWED)
    for check in (check_participant, lambda name: check_name("protocol", name)):
        with pytest.raises(UsageError):
            check(before + sign + after)


@given(BIRTHDAYS, st.sampled_from(FORMS), st.sampled_from(["", "P", "dob_", "P07-", "x-"]))
def test_every_day_in_every_form_is_refused(day: date, form: str, before: str) -> None:
    assume((before, form) != ("P", "%b-%y"))  # it might be Lamar-07
    with pytest.raises(UsageError, match=r"reads as a date|expected a pseudonym"):
        check_participant(before + day.strftime(form))


@given(st.from_regex(r"[A-Z]{1,4}[0-9]{1,4}", fullmatch=True))
def test_letters_and_a_short_number_are_a_pseudonym(name: str) -> None:
    months = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
    assume(not name.startswith((*months, "COM", "LPT")))
    check_participant(name)


def test_a_protocol_is_a_name_but_may_have_a_number_like_a_date() -> None:
    check_name("protocol", "hinge-010290")
    for wrong in ("dowel hinge", "../x", "NUL", "\x1b[2J"):
        with pytest.raises(UsageError, match="as protocol, got"):
            check_name("protocol", wrong)
