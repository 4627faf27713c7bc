"""The result of a calibration, in words and figures: the same in a terminal and in a window."""

from rig.measure.calibrating.fit import RegionFit
from rig.measure.calibrating.record import PlateRecord

K2 = "± is k = 2; non-linearity and hysteresis are of full scale"


def figures(fit: RegionFit) -> dict[str, str]:
    """The figures of a channel, by their labels."""
    share = 100 / fit.newtons_per_count
    cross, cross_k2 = fit.cross_newtons_per_count, fit.cross_newtons_per_count_k2
    return {
        "N a count": f"{fit.newtons_per_count:.4f}±{fit.newtons_per_count_k2:.4f}",
        "cross-talk %": f"{share * cross:.2f}±{share * cross_k2:.2f}",
        "zero counts": f"{fit.zero_counts:.1f}±{fit.zero_counts_k2:.1f}",
        "residual SD N": f"{fit.residual_sd_n:.2f}",
        "non-linearity %": f"{fit.nonlinearity_percent:.2f}",
        "hysteresis %": f"{fit.hysteresis_percent:.2f}",
        "largest load N": f"{fit.loaded_to_n:.0f}±{fit.force_k2_n:.1f}",
    }


def table(record: PlateRecord) -> tuple[list[str], list[list[str]]]:
    """The channels, and a row for each figure: its label, and the value of each channel."""
    of_channels = [figures(fit) for fit in record.channels.values()]
    names = [name.replace("_", " ") for name in record.channels]
    rows = [[label, *(one[label] for one in of_channels)] for label in of_channels[0]]
    return names, rows


def tier_reasons(record: PlateRecord) -> list[str]:
    """What the tier was judged by, or why there is none."""
    tier = record.tier
    if tier.cop_mm is None or tier.force_percent is None:
        return list(tier.why)
    return [f"CoP within {tier.cop_mm:.1f} mm, force within {tier.force_percent:.1f} %"]


def tier_lines(record: PlateRecord) -> list[str]:
    """The tier, its reasons, and the meaning of the figures."""
    tier, reasons = record.tier, tier_reasons(record)
    if tier.why:
        return [f"tier: {tier.name}", *(f"  {why}" for why in reasons), K2]
    return [f"tier: {tier.name} ({reasons[0]})", K2]
