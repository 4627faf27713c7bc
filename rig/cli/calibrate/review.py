"""What came of a calibration, as tables; before it is kept, a mass can still be put right."""

from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from rig.cli.calibrate.guide import Guide, parse_numbers
from rig.cli.console import err
from rig.measure.calibrating.fit import CannotFitError
from rig.measure.calibrating.plan import Series
from rig.measure.calibrating.record import PlateRecord

ACCEPT, CANCEL = "a", "c"
QUESTION = "a: accept and keep it. 7 15: hold 7 was 15 kg. c: cancel, nothing is kept."
FAR = 3.0  # standard deviations
COLUMNS = (
    "",
    "N a count",
    "cross-talk",
    "zero, counts",
    "residual SD",
    "non-linearity",
    "hysteresis",
    "at the largest load",
)


def reviewed(
    guide: Guide, masses: Series, record_now: Callable[[], PlateRecord]
) -> PlateRecord | None:
    """The record once it is accepted, None if it is cancelled."""
    while True:
        record = _shown(guide, record_now)
        answer = guide.ask(QUESTION).lower()
        if answer == CANCEL:
            return None
        if answer == ACCEPT and record is not None:
            return record
        _correct(guide, masses, answer)


def _shown(guide: Guide, record_now: Callable[[], PlateRecord]) -> PlateRecord | None:
    try:
        record = record_now()
    except CannotFitError as error:
        guide.say(f"No calibration follows from this: {error}.")
        return None
    print_holds(record, err)
    print_record(record, err)
    return record


def _correct(guide: Guide, masses: Series, answer: str) -> None:
    numbers = parse_numbers(answer)
    if numbers is None or len(numbers) != 2 or not 0 <= numbers[1] <= 120:
        guide.say(f"Expected a, c, or the number of a hold and its mass in kg, got {answer!r}.")
        return
    try:
        masses.correct(int(numbers[0]), numbers[1])
    except IndexError as error:
        guide.say(f"{error}.")


def print_record(record: PlateRecord, console: Console) -> None:
    """The figures of each channel, and the tier."""
    table = Table(*COLUMNS)
    for name, fit in record.channels.items():
        cross, cross_k2 = (
            100 * figure / fit.newtons_per_count
            for figure in (fit.cross_newtons_per_count, fit.cross_newtons_per_count_k2)
        )
        table.add_row(
            name.replace("_", " "),
            f"{fit.newtons_per_count:.4f} ± {fit.newtons_per_count_k2:.4f}",
            f"{cross:+.2f} ± {cross_k2:.2f} %",
            f"{fit.zero_counts:.1f} ± {fit.zero_counts_k2:.1f}",
            f"{fit.residual_sd_n:.2f} N",
            f"{fit.nonlinearity_percent:.2f} %",
            f"{fit.hysteresis_percent:.2f} %",
            f"{fit.loaded_to_n:.0f} ± {fit.force_k2_n:.1f} N",
        )
    console.print(table)
    for line in tier_lines(record):
        console.print(line, soft_wrap=True, markup=False)


def tier_lines(record: PlateRecord) -> list[str]:
    """The tier, what it was judged by or why there is none, and what the figures mean."""
    tier = record.tier
    if tier.cop_mm is None or tier.force_percent is None:
        lines = [f"tier: {tier.name}", *(f"  {why}" for why in tier.why)]
    else:
        figures = f"CoP within {tier.cop_mm:.1f} mm, force within {tier.force_percent:.1f} %"
        lines = [f"tier: {tier.name} ({figures})"]
    return [*lines, "± is k = 2; non-linearity and hysteresis are of full scale"]


def print_holds(record: PlateRecord, console: Console) -> None:
    """Each mass, and what the calibration makes of it; the worst are marked."""
    table = Table("", "place", "mass", "way", "heel off by", "toe off by", "")
    sd_n = {
        foot: [record.channels[f"{foot}_{region}"].residual_sd_n for region in ("heel", "toe")]
        for foot in ("left", "right")
    }
    for number, (hold, errors) in enumerate(
        zip(record.holds, record.hold_errors_n.tolist(), strict=True), 1
    ):
        far = any(abs(e) > FAR * sd for e, sd in zip(errors, sd_n[hold.foot], strict=True))
        table.add_row(
            str(number),
            f"{hold.foot}, y {hold.y_mm:g} mm",
            f"{hold.mass_kg:g} kg",
            "up" if hold.rising else "down",
            *(f"{newtons:+.2f} N" for newtons in errors),
            "<- look at this one" if far else "",
        )
    console.print(table)
