"""The steps of `rig check` without actions on a channel: what each gathers and judges."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from rig.cli.check.bench import SKIPPED, SYNC_IN_PIN, TTL_OUT_PIN, Bench
from rig.device import commands, syncwire
from rig.device.messages import Cues, LineName, Status
from rig.measure.bringup import channels, lines
from rig.measure.bringup import link as links
from rig.measure.bringup.channels import Channels, Counts, Float
from rig.measure.bringup.finding import Finding, not_checked, spoken
from rig.measure.contact import ContactLevels
from rig.stream.look import Look, Seen

LINK_S, SYNC_S, PULSE_S = 5.0, 5.0, 0.1
PULSES = 3
CONTACTS = np.uint16(Status.CONTACT_HEAD | Status.CONTACT_THORACIC | Status.CONTACT_SACRUM)
QUESTIONS = {
    "buzzer": "Does the buzzer sound? It goes on until a sensor is pressed.",
    "LED": "Does the LED on the dowel's board light?",
}
Findings = Iterator[Finding]


def link(bench: Bench) -> Findings:
    """Some seconds of samples of each board."""
    with bench.look() as look:
        bench.say(f"Reading for {LINK_S:.0f} s.")
        damaged = {role: feed.board.parser.counts.resyncs for role, feed in look.feeds.items()}
        look.gather(LINK_S)
    for role, seen in look.seen.items():
        counts = _link_counts(look, role, damaged[role])
        device_us, arrival_s = np.array(seen.arrivals).T
        yield from links.link(
            counts,
            device_us.astype(np.int64),
            arrival_s,
            fitted_ppm=look.feeds[role].clock.timeline().rate_ppm,
            board=role,
        )


def _link_counts(look: Look, role: str, damaged_before: int) -> links.LinkCounts:
    feed, first = look.feeds[role], look.first_health.get(role)
    last = feed.board.health
    missed = last.missed_ticks - first.missed_ticks if first and last else 0
    dropped = last.dropped_frames - first.dropped_frames if first and last else 0
    damaged = feed.board.parser.counts.resyncs - damaged_before
    lost = feed.decoder.lost
    rows = look.seen[role].rows
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
    with bench.look("plates", "dowel") as look:
        seen = look.gather(SYNC_S)["dowel"]
    edges = [edge for edge in seen.edges if edge.line == LineName.SYNC_IN]
    edge_us = np.array([edge.device_time_us for edge in edges], np.int64)
    level = np.array([edge.level for edge in edges], np.int64)
    rise_us, width_ms = syncwire.pulses(edge_us, level)
    off_ms = np.abs(width_ms[:, None] - syncwire.WIDTHS_MS).min(axis=1, initial=np.inf)
    yield from lines.sync(
        width_ms,
        seconds=SYNC_S,
        good=off_ms < syncwire.WIDTH_TOLERANCE_MS,
        level=int(bool(seen.status()[-1] & Status.SYNC)),
        skipped=sum(edge.skipped for edge in edges[1:]),  # the first: before the start
        foreign=_foreign(look, rise_us, width_ms),
        pin=SYNC_IN_PIN.get(bench.boards["dowel"].info.board, "its pin"),
    )


def _foreign(look: Look, rise_us: NDArray[np.int64], width_ms: Float) -> str:
    """Why the code in the pulses is not that of the plates, "" if it is."""
    timelines = {role: feed.clock.timeline() for role, feed in look.feeds.items()}
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
    with bench.look("plates") as look:
        seen = _pulsed(look)
    edges = [edge for edge in seen.edges if edge.line == LineName.TTL_IN]
    yield from lines.ttl(
        _bit(seen, Status.TTL_OUT),
        _bit(seen, Status.TTL_IN),
        [edge.level for edge in edges],
        sum(edge.skipped for edge in edges),
        pulses=PULSES,
    )
    bench.say("Take the jumper off.")


def _pulsed(look: Look) -> Seen:
    """What the plates send while TTL out gives some pulses."""
    look.send("plates", commands.ttl_out(0))
    look.gather(2 * PULSE_S)
    look.forget()
    for level in (0, *(1, 0) * PULSES):
        look.send("plates", commands.ttl_out(level))
        look.until(lambda: False, PULSE_S)
    return look.seen["plates"]


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
    with bench.look("dowel") as look:
        finding = _cue_by_hand(bench, look, before.levels)
    yield finding
    for subject, question in QUESTIONS.items():
        yes = bench.ask_yes(question) if finding.passed else None
        if yes is None:
            yield not_checked("cue", subject, SKIPPED if finding.passed else "no cue came")
        else:
            yield lines.answered(subject, yes=yes)
    board.arm(Cues.NONE)


def _cue_by_hand(bench: Bench, look: Look, levels: ContactLevels) -> Finding:
    bench.say(
        f"Press a sensor of the dowel for a second, then let go, within {bench.hands_s:.0f} s."
    )
    seen = look.seen["dowel"]
    if not bench.hands(look, lambda: any(cue.on for cue in seen.cues)):
        return not_checked("cue", "cue", SKIPPED)
    most = seen.counts().max(axis=0)
    point = int(most.argmax())
    return lines.cue(
        any(cue.on for cue in seen.cues),
        in_contact=bool(seen.status()[-1] & CONTACTS),
        most_counts=int(most[point]),
        on_counts=levels.on_counts[point],
        off_counts=levels.off_counts[point],
    )
