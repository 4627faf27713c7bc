"""The protocol of a trial, as it was when the trial was recorded."""

from rig.protocol.drill import Protocol
from rig.protocol.reading import read_card
from rig.trial.trial import Trial


def protocol_in(trial: Trial) -> Protocol | None:
    """None if it has none. Raises UsageError if it cannot be read."""
    if not trial.protocol_text:
        return None
    return read_card(trial.protocol_text.encode(), trial.protocol, own=False).protocol
