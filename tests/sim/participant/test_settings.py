"""Settings from words: what is allowed, what is drawn, and errors that state what was expected."""

from pathlib import Path

import pytest

from rig.errors import UsageError
from rig.sim.participant import Participant, settings_from
from rig.sim.participant.deviation import Deviation
from rig.sim.settings import settings_of
from rig.sim.table import page

ROOT = Path(__file__).parents[3]


def test_a_seed_draws_a_person_and_what_is_given_stays() -> None:
    first, again, other = (settings_from(seed=seed) for seed in (3, "3", 4))
    assert first == again
    assert hash(first) == hash(again)
    assert first.mass_kg != other.mass_kg
    assert settings_from(seed=3, mass_kg=80).mass_kg == 80
    assert settings_from(seed=3, mass_kg=80).height_m == first.height_m


def test_a_url_a_scenario_and_a_call_say_the_same(tmp_path: Path) -> None:
    scenario = tmp_path / "slow.toml"
    scenario.write_text(
        "descent_s = 3\nplates_ppm = 20\n"
        '[[deviation]]\nkind = "neck_flexion"\nat = "bottom"\nsize = 5\n'
    )
    called = settings_from(
        seed=2, descent_s=3, deviation=[Deviation(kind="neck_flexion", at="bottom", size=5)]
    )
    read = settings_of(f"seed=2&scenario={scenario}")
    assert read.participant == called
    assert read.boards.plates_ppm == 20
    written = "seed=2&descent_s=3&deviation=neck_flexion,at=bottom,size=5&plates_ppm=20"
    assert settings_of(written) == read
    assert settings_of(f"scenario={scenario}&descent_s=4").participant.descent_s == 4
    assert called.mistake_each == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("mas_kg=70", "expected a setting .* as mass_kg is, got mas_kg"),
        ("mass_kg=heavy", "expected a number from 30 to 150 kg for mass_kg, got 'heavy'"),
        ("mass_kg=nan", "expected a number from 30 to 150 kg for mass_kg, got 'nan'"),
        ("plates_ppm=1e9", "expected a number from -10000 to 10000 ppm for plates_ppm, got '1e9'"),
        ("repetitions=1.5", "expected a whole number from 0 to 10000 for repetitions, got '1.5'"),
        ("drill=yoga", "expected one of hinge, squat, stand for drill, got 'yoga'"),
        ("law=crawl", "expected one of even, lean, minimum_jerk, sticking, submovements for law"),
        ("rest_s=0", "expected a rest_s of at least 0.2 s on a beat, got 0; less goes with pace"),
        ("fatigue=0.5", "expected pace=rest beside tempo_spread or fatigue, got pace=beat"),
        ("fatigue=0.5&pace=rest", "expected repetitions beside fatigue"),
        ("bounces=2&bounce_m=0.1&drop_m=0.08", "expected a bounce_m of less than drop_m, 0.08 m"),
        ("hum_n=99", "expected a number from 0 to 50 N for hum_n, got '99'"),
        ("deviation=load,size=200", "expected a size of -100 to 100 kg for load, got 200"),
        ("deviation=", "expected one of early_knees, .* as kind, got"),
        ("deviation=step,size=200", "expected a size of 0 to 100 % for step, got 200"),
        ("deviation=step,siz=2", "expected a setting .* as size is, got siz"),
        ("deviation=step,ramp_s=0", "expected a number from 0.01 to 60 s for ramp_s, got '0'"),
        ("deviation=step,channel=head", "expected no channel for step, got head"),
        ("deviation=broken_wire", "expected channel as one of left_heel, .*, got none"),
        ("scenario=/nowhere.toml", "cannot read the scenario /nowhere.toml: No such file"),
    ],
)
def test_an_error_says_what_was_expected_and_what_came(query: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as told:
        settings_of(query)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mass_kg = ", "expected TOML in the scenario .*: Invalid value"),
        ("mass_kg = 7", "expected a number from 30 to 150 kg for mass_kg, got 7 in the scenario"),
        ("[[deviation]]\nsize = 3", "expected kind to be said, got none in the scenario"),
        ("deviation = 3", "expected a list of tables for deviation, got 3"),
        ("deviation = [3]", "in the scenario"),
        ("seed = [1]", "expected a whole number"),
    ],
)
def test_an_error_in_a_scenario_names_the_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=words) as told:
        settings_of(f"scenario={path}")
    assert "\n" not in str(told.value)


def test_what_cannot_be_had_is_clamped_and_said() -> None:
    quick = Participant.from_settings(seed=1, descent_s=0.3, drop_m=0.35, height_m=1.3)
    assert len(quick.notes) == 2
    assert {quick.schedule.repetition(number).descent_s for number in (1, 2, 3)} >= {0.8}
    never = Participant.from_settings(repetitions=2, deviation=[{"kind": "step", "repetition": 3}])
    assert never.notes == ("step never happens: there is no such repetition",)
    assert not Participant.from_settings(seed=1).notes


def test_the_page_of_settings_is_that_of_the_program() -> None:
    written = (ROOT / "rig/sim/SETTINGS.md").read_text(encoding="utf-8")
    assert written == page(), "write it anew: python -m rig.sim.table > rig/sim/SETTINGS.md"
