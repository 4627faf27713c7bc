"""The steps of `rig check` without actions on a channel: what each gathers and judges."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from rig.cli.check.bench import SKIPPED, SYNC_IN_PIN, TTL_OUT_PIN, Bench
from rig.cli.check.observation import Observation, Seen
from rig.device import commands, syncwire
from rig.device.messages import Cues, Status
from rig.measure.bringup import channels, lines
from rig.measure.bringup import link as links
from rig.measure.bringup.channels import Channels, Counts, Float
from rig.measure.bringup.finding import Finding, not_checked, spoken
from rig.measure.contact import ContactLevels
from rig.trial.event import CUE, TTL_FALL, TTL_RISE

LINK_S, SYNC_S, FIRST_EDGE_S, PULSE_S = 5.0, 5.0, 1.0, 0.1
PULSES = 3
CONTACTS = np.uint16(Status.CONTACT_HEAD | Status.CONTACT_THORACIC | Status.CONTACT_SACRUM)
QUESTIONS = {
    "buzzer": "Does the buzzer sound? It goes on until a sensor is pressed.",
    "LED": "Does the LED on the dowel's board light?",
}
Findings = Iterator[Finding]


def link(bench: Bench) -> Findings:
    """Some seconds of samples of each board."""
    with bench.observe() as observed:
        bench.say(f"Reading for {LINK_S:.0f} s.")
        damaged = {role: feed.board.parser.counts.resyncs for role, feed in observed.feeds.items()}
        observed.gather(LINK_S)
    for role, seen in observed.seen.items():
        counts = _link_counts(observed, role, damaged[role])
        device_us, arrival_s = np.array(seen.arrivals).T
        yield from links.link(
            counts,
            device_us.astype(np.int64),
            arrival_s,
            fitted_ppm=observed.feeds[role].clock.timeline().rate_ppm,
            board=role,
        )


def _link_counts(observed: Observation, role: str, damaged_before: int) -> links.LinkCounts:
    feed, first = observed.feeds[role], observed.first_health.get(role)
    last = feed.board.health
    missed = last.missed_ticks - first.missed_ticks if first and last else 0
    dropped = last.dropped_frames - first.dropped_frames if first and last else 0
    damaged = feed.board.parser.counts.resyncs - damaged_before
    lost = feed.decoder.lost
    rows = observed.seen[role].rows
    return links.LinkCounts(rows + lost, lost, damaged, missed, dropped)


def idle(bench: Bench) -> Findings:
    """The readings of each channel while nothing touches it."""
    return _while_quiet(bench, "idle", channels.idle)


def noise(bench: Bench) -> Findings:
    """How still each channel is while nothing touches it."""
    return _while_quiet(bench, "noise", channels.noise)


def _while_quiet(
    bench: Bench, step: str, judge: Callable[[Counts, Channels], list[Finding]]
) -> Findings:
    quiet = bench.quiet()
    for role in bench.roles():
        info = bench.boards[role].info
        findings = judge(quiet[role].counts(), info) if quiet else _skipped(step, info)
        for column, finding in zip(info.columns, findings, strict=True):
            if bench.wants(column):
                yield finding


def _skipped(step: str, info: Channels) -> list[Finding]:
    return [not_checked(step, spoken(column), SKIPPED) for column in info.columns]


def sync(bench: Bench) -> Findings:
    """Whether the pulses of the plates arrive at the dowel."""
    bench.say(f"Reading for {SYNC_S:.0f} s.")
    with bench.observe("plates", "dowel") as observed:
        # The first edge counts those before the start, too.
        observed.until(lambda: bool(observed.seen["dowel"].edges), FIRST_EDGE_S)
        seen = observed.gather(SYNC_S)["dowel"]
    edge_us = np.array([edge.device_time_us for edge in seen.edges], np.int64)
    level = np.array([edge.level for edge in seen.edges], np.int64)
    rise_us, width_ms = syncwire.pulses(edge_us, level)
    off_ms = np.abs(width_ms[:, None] - syncwire.WIDTHS_MS).min(axis=1, initial=np.inf)
    yield from lines.sync(
        width_ms,
        seconds=SYNC_S,
        good=off_ms < syncwire.WIDTH_TOLERANCE_MS,
        level=int(bool(seen.status()[-1] & Status.SYNC)),
        skipped=seen.skipped,
        foreign=_foreign(observed, rise_us, width_ms),
        pin=SYNC_IN_PIN.get(bench.boards["dowel"].info.board, "its pin"),
    )


def _foreign(observed: Observation, rise_us: NDArray[np.int64], width_ms: Float) -> str:
    """Why the code in the pulses is not that of the plates, "" if it is."""
    timelines = {role: feed.clock.timeline() for role, feed in observed.feeds.items()}
    try:
        syncwire.pair_with_ticks(rise_us, width_ms, timelines["dowel"], timelines["plates"])
    except syncwire.ForeignTrainError as error:
        return str(error)
    return ""


def ttl(bench: Bench) -> Findings:
    """Whether TTL in follows TTL out through a jumper."""
    pin = TTL_OUT_PIN.get(bench.boards["plates"].info.board, "TTL out")
    bench.say("Unplug other equipment from TTL in and TTL out: TTL out will move.")
    if not bench.ask_enter(f"Join the plates' {pin} (TTL out) to D2 (TTL in) with a jumper."):
        yield not_checked("ttl", "TTL", SKIPPED)
        return
    with bench.observe("plates") as observed:
        seen = _pulsed(observed)
    yield from lines.ttl(
        _bit(seen, Status.TTL_OUT),
        _bit(seen, Status.TTL_IN),
        [int(event.kind == TTL_RISE) for event in seen.kinds(TTL_RISE, TTL_FALL)],
        seen.skipped,
        pulses=PULSES,
    )
    bench.say("Take the jumper off.")


def _pulsed(observed: Observation) -> Seen:
    """What the plates send while TTL out gives some pulses."""
    observed.send("plates", commands.ttl_out(0))
    observed.gather(2 * PULSE_S)
    observed.forget()
    for level in (0, *(1, 0) * PULSES):
        observed.send("plates", commands.ttl_out(level))
        observed.until(lambda: False, PULSE_S)
    return observed.seen["plates"]


def _bit(seen: Seen, bit: Status) -> NDArray[np.int8]:
    level: NDArray[np.int8] = (seen.status() & np.uint16(bit) != 0).astype(np.int8)
    return level


def cue(bench: Bench) -> Findings:
    """Whether the dowel's board sounds and lights on its own when a contact is lost."""
    board = bench.boards["dowel"]
    before = board.levels()
    bench.afterwards("dowel", lambda: board.arm(before.armed))
    bench.afterwards("dowel", lambda: board.arm(Cues.NONE))
    board.arm(Cues.BOTH)
    with bench.observe("dowel") as observed:
        finding = _cue_by_hand(bench, observed, before.levels)
    yield finding
    for subject, question in QUESTIONS.items():
        yes = bench.ask_yes(question) if finding.passed else None
        if yes is None:
            yield not_checked("cue", subject, SKIPPED if finding.passed else "no cue came")
        else:
            yield lines.answered(subject, yes=yes)
    board.arm(Cues.NONE)


def _cue_by_hand(bench: Bench, observed: Observation, levels: ContactLevels) -> Finding:
    bench.say(
        f"Press a sensor of the dowel for a second, then let go, within {bench.hands_s:.0f} s."
    )
    seen = observed.seen["dowel"]
    if not bench.hands(observed, lambda: bool(seen.kinds(CUE))):
        return not_checked("cue", "cue", SKIPPED)
    most = seen.counts().max(axis=0)
    point = int(most.argmax())
    return lines.cue(
        bool(seen.kinds(CUE)),
        in_contact=bool(seen.status()[-1] & CONTACTS),
        most_counts=int(most[point]),
        on_counts=levels.on_counts[point],
        off_counts=levels.off_counts[point],
    )
