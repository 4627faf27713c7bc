"""The one table of rules: the possible statements about technique, how sure they are, and the
coach's cue.

Words for a person are those of this table and of the sentences beside it. None of them names a part
of the spine, a joint or a muscle, and none compares a person with others.
"""

from collections.abc import Collection
from dataclasses import dataclass

from rig.measure.quantity import Quantity
from rig.measure.technique import contacts, plates
from rig.measure.technique.observed import Observed
from rig.measure.technique.plates import Says, means_of
from rig.measure.technique.statement import CANNOT_TELL, COMPARED, MEASURED, PATTERN, Statement


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, and the quantity it is about: a protocol that does not score the quantity silences
    it.

    `cue` may contain {}, filled in by a sentence. A rule that is not `usual` has low confidence: it
    is off unless requested.
    """

    name: str
    level: str
    quantity: Quantity | None
    says: Says
    cue: str = ""
    usual: bool = True


RULES = (
    Rule(
        "not_ready",
        MEASURED,
        "contact",
        contacts.not_ready,
        "Set the stick on head, upper back and sacrum; begin when all three touch.",
    ),
    Rule("contact_lost", MEASURED, "contact", contacts.lost, "Keep the stick on {}."),
    Rule("contacts_kept", MEASURED, "contact", contacts.kept),
    Rule("brief_losses", MEASURED, "contact", contacts.brief),
    Rule("contacts_not_seen", MEASURED, "contact", contacts.not_seen),
    Rule("not_still", MEASURED, "stillness", plates.not_still, "Stand still before you begin."),
    Rule("foot_lifted", MEASURED, "steps", plates.lifted, "Keep both feet where they are."),
    Rule("tempo", MEASURED, "tempo", means_of("descent_s", "hold_s", "ascent_s")),
    Rule("off_tempo", MEASURED, "tempo", plates.off_tempo, "Count it: {}."),
    Rule("drop", MEASURED, "drop", means_of("drop_cm")),
    Rule("effort", MEASURED, "effort", means_of("ascent_peak_percent", "ascent_impulse_ns")),
    Rule(
        "heel_share",
        MEASURED,
        "heel_share",
        means_of("heel_standing_percent", "heel_bottom_percent"),
    ),
    Rule("symmetry", MEASURED, "symmetry", plates.symmetry),
    Rule("baseline", COMPARED, None, plates.against_baseline),
    Rule(
        "toes_early",
        PATTERN,
        "cop",
        plates.early_shift,
        "Push the hips back first, knees soft.",
    ),
    Rule(
        "toes_at_bottom",
        COMPARED,
        "cop",
        plates.bottom_against_baseline,
        "Push the hips back, knees soft; tilt the trunk as one unit.",
        usual=False,
    ),
    Rule("hinge_or_squat", CANNOT_TELL, None, plates.hinge_or_squat),
)


def statements(observed: Observed, *, also: Collection[str] = ()) -> list[Statement]:
    """The statements of the rules on a trial, in their order; `also` names rules otherwise off."""
    return [
        Statement(rule.name, rule.level, said.text, said.evidence, rule.cue.format(said.cue))
        for rule in RULES
        if (rule.usual or rule.name in also)
        and (rule.quantity is None or rule.quantity in observed.scored)
        for said in rule.says(observed)
    ]
