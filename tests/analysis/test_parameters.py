"""Parameters of an analysis, as a user sets them."""

import pytest

from rig.analysis.parameters import AnalysisParameters, with_settings
from rig.errors import UsageError


def test_settings_change_what_they_name_and_nothing_else() -> None:
    found = with_settings(["contact.debounce_ms=10", "repetition.min_descent_s=0.5"])
    assert found.contact.debounce_ms == 10
    assert found.repetition.min_descent_s == 0.5
    assert found.balance == AnalysisParameters().balance
    assert found.changed() == {"contact.debounce_ms": 10, "repetition.min_descent_s": 0.5}
    assert with_settings([]) == AnalysisParameters()
    assert not AnalysisParameters().changed()


def test_the_last_of_two_settings_counts() -> None:
    found = with_settings(["repetition.dip_m=0.03", "repetition.dip_m=0.02"])
    assert found.repetition.dip_m == 0.02


@pytest.mark.parametrize(
    "setting", ["", "debounce_ms=10", "contact.debounce=10", "contact=3", "repetition.version=1"]
)
def test_a_name_that_is_none_lists_those_that_are(setting: str) -> None:
    with pytest.raises(UsageError, match=r"contact\.debounce_ms, repetition\.dip_m"):
        with_settings([setting])


@pytest.mark.parametrize("value", ["", "ten", "-1", "1001", "nan", "inf", "1,5"])
def test_a_value_outside_its_range_is_refused_with_the_range(value: str) -> None:
    with pytest.raises(UsageError, match=r"from 0 to 1000 .*debounce_ms=" + value):
        with_settings([f"contact.debounce_ms={value}"])
