"""Clocks that are far off: the date exists in no calendar, or is not allowed for a trial."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rig.daytime import here
from rig.errors import UsageError
from rig.report.words import moment
from rig.trial.folder import new_trial_path
from tests.command import expect_one_line

LAST, FIRST = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)


@pytest.fixture(params=["Pacific/Kiritimati", "America/Los_Angeles"])
def _place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the place is the system's")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_place")
def test_a_day_that_no_calendar_has_stays_as_it_is() -> None:
    for when in (LAST, FIRST):
        assert here(when) - when == LAST - LAST
        assert moment(when)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert here(now) == now


@pytest.mark.usefixtures("_place")
@pytest.mark.parametrize("utc", [LAST, FIRST, datetime(1969, 12, 31, tzinfo=UTC)])
def test_a_clock_that_is_far_off_begins_no_trial(tmp_path: Path, utc: datetime) -> None:
    with pytest.raises(UsageError, match="expected a clock between 1970 and 2999"):
        new_trial_path(tmp_path, "P07", utc)
    assert not list(tmp_path.iterdir())


AT = """
import sys
from datetime import datetime
from rig.device import hosttime
at = datetime.fromisoformat(sys.argv.pop(1))
hosttime.WallTime.utc = lambda _: at
from rig.cli import main
main()
"""


@pytest.mark.parametrize("at", ["1969-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_a_recording_by_such_a_clock_is_refused_in_one_line(tmp_path: Path, at: str) -> None:
    import subprocess
    import sys

    path = tmp_path / "t.h5"
    record = ["record", "--seconds", "1", "--out", str(path), "--plates", "sim://plates?seed=7"]
    words = [sys.executable, "-c", AT, at, *record, "--dowel", "none"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    expect_one_line(done, 2, "expected a clock between", at[:10])
    assert not path.exists()
