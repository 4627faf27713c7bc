"""rig record: a trial, with no window, in this process."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from rig.cli.console import json_option
from rig.cli.feet import feet_options
from rig.cli.recording import Before, record_trial
from rig.cli.running import Seconds, board_options, cue_option, lsl_option
from rig.cli.show import print_summary
from rig.cli.weigh import expect_pseudonym
from rig.device.discovery import Wanted
from rig.device.messages import Cues
from rig.errors import Exit, UsageError
from rig.measure.placement import FootPlacement
from rig.protocol.shelf import scorable
from rig.stream.playback import is_replay
from rig.stream.triggers import MOST_REPETITIONS, Trigger, Triggers
from rig.trial.folder import refuse_unless_new_trial
from rig.trial.participant import check_participant
from rig.trial.reader import summarize

EDGES = [Trigger.TTL.value, Trigger.TTL_FALL.value]


class Stop(Seconds):
    """A number of seconds, or a trigger."""

    name = "seconds|key|ttl|ttl-fall"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """From text."""
        if value in (Trigger.KEY.value, *EDGES):
            return Trigger(value)
        return super().convert(value, param, ctx)


@click.command()
@board_options
@click.option("--seconds", type=Seconds(), help="How long to record, at most.")
@click.option(
    "--start",
    type=click.Choice([Trigger.NOW.value, Trigger.KEY.value, *EDGES]),
    default=Trigger.NOW.value,
    show_default=True,
    help="What begins the trial: the space bar, or an edge of the plates' TTL input.",
)
@click.option("--stop", type=Stop(), help="What ends it: the same, or a number of seconds.")
@click.option(
    "--repetitions",
    type=click.IntRange(1, MOST_REPETITIONS),
    help="End after so many, or when the person steps off.",
)
@click.option("--out", "path", type=click.Path(path_type=Path), required=True, help="New file.")
@click.option("--participant", default="", help="Pseudonym, for example P07; never a name.")
@click.option("--protocol", default="", help="Name of the drill, as rig protocols lists it.")
@feet_options
@click.option(
    "--zero", "with_zero", is_flag=True, help="Take the plates' zero before it and after it."
)
@click.option(
    "--weigh", "with_weight", is_flag=True, help="Weigh the person before it, after the zero."
)
@click.option("--keep-journal", is_flag=True, help="Leave the journal beside the trial.")
@cue_option
@lsl_option
@json_option
def record(
    plates: str | None,
    dowel: str | None,
    *,
    seconds: float | None,
    start: str,
    stop: float | Trigger | None,
    repetitions: int | None,
    path: Path,
    participant: str,
    protocol: str,
    foot_length_mm: float,
    heel_offset_mm: float,
    stance_width_mm: float,
    with_zero: bool,
    with_weight: bool,
    keep_journal: bool,
    cue: Cues | None,
    lsl: bool,
    as_json: bool,
) -> int:
    """Record a trial.

    Space begins and ends a trial that waits for a key, m sets a mark. Where there is no
    terminal, lines on standard input do: start, stop, mark.
    """
    wanted = Wanted(plates, dowel)
    replay = any(map(is_replay, wanted.urls.values()))
    ends_by_itself = replay or repetitions is not None
    triggers = replace(
        _triggers(start, stop, seconds, ends_by_itself=ends_by_itself), repetitions=repetitions
    )
    check_participant(participant)
    if with_weight:
        expect_pseudonym(participant)
    before = Before(with_zero, with_weight)
    card = scorable(protocol)
    refuse_unless_new_trial(path)  # first: a person must not step on the plates for nothing
    about = {
        "participant": participant,
        "protocol": card,
        "feet": FootPlacement(foot_length_mm, heel_offset_mm, stance_width_mm),
        "keep_journal": keep_journal,
    }
    if record_trial(wanted, path, triggers, about, cue=cue, lsl=lsl, before=before, quiet=as_json):
        print_summary(summarize(path), as_json=as_json)
        return Exit.DONE
    raise UsageError("stopped before anything was recorded")


def _triggers(
    start: str, stop: float | Trigger | None, seconds: float | None, *, ends_by_itself: bool
) -> Triggers:
    if isinstance(stop, float):
        if seconds is not None:
            raise UsageError("expected --seconds or a --stop in seconds, got both")
        stop, seconds = None, stop
    if stop is None and seconds is None and not ends_by_itself:
        raise UsageError("expected --seconds or --stop: what ends the trial is not said")
    return Triggers(Trigger(start), stop, seconds)
