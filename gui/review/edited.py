"""What the analysis found, as reviewers have set it right."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gui.review.picture import BOTTOM, END, ONSET, Repetition, Said

SAME_S = 0.3  # a bottom that moved less with other rules is the same repetition's
SAME_MARK_S = 0.001


def edited(found: Sequence[Repetition], said: Iterable[Said]) -> tuple[Repetition, ...]:
    """Repetitions with the borders that were set, the newest of each; an edit of a repetition that
    is not found any more changes nothing."""
    repetitions = list(found)
    for one in said:
        if one.what != "border":
            continue
        for at, repetition in enumerate(repetitions):
            if abs(repetition.found_s - one.found_s) < SAME_S:
                repetitions[at] = moved(repetition, one.border, one.time_s)
    return tuple(repetitions)


def moved(repetition: Repetition, border: str, time_s: float) -> Repetition:
    """With a border at another time; its tempo was that of the old ones, and is reckoned anew."""
    names = {ONSET: "onset_s", BOTTOM: "bottom_s", END: "end_s"}
    new = replace(repetition, **{names[border]: time_s}, moved=True)  # type: ignore[arg-type]
    down_s, held_s, up_s = repetition.tempo_s
    if border == ONSET:
        down_s += repetition.onset_s - time_s
    elif border == END:
        up_s += time_s - repetition.end_s
    return replace(new, tempo_s=(down_s, held_s, up_s))


def breaks_order(repetitions: Sequence[Repetition], at: int, border: str, time_s: float) -> bool:
    """Whether the repetition at this place would no longer go from onset by bottom to end, or run
    into its neighbour."""
    new = moved(repetitions[at], border, time_s)
    before_s = repetitions[at - 1].end_s if at else float("-inf")
    after_s = repetitions[at + 1].onset_s if at + 1 < len(repetitions) else float("inf")
    return not before_s <= new.onset_s < new.bottom_s < new.end_s <= after_s


def nearest(repetitions: Sequence[Repetition], border: str, time_s: float) -> int | None:
    """Which repetition has this border nearest to a time; None where there is none."""
    far_s = [abs(one.border_s(border) - time_s) for one in repetitions]
    return far_s.index(min(far_s)) if far_s else None


def marks(recorded_s: Iterable[float], said: Iterable[Said]) -> tuple[float, ...]:
    """Marks that were recorded and set later, without those that were taken away."""
    times_s = list(recorded_s)
    for one in said:
        if one.what == "mark":
            times_s.append(one.time_s)
        elif one.what == "unmark":
            times_s = [time_s for time_s in times_s if abs(time_s - one.time_s) > SAME_MARK_S]
    return tuple(sorted(times_s))


def ratings(said: Iterable[Said]) -> tuple[Said, ...]:
    """The newest rating of each rater of each repetition and of the trial."""
    newest = {(one.author, one.repetition): one for one in said if one.what == "rating"}
    return tuple(newest.values())
