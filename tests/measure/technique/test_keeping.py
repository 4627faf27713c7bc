"""The one rule for kept contacts: a repetition is kept, lost or not judged, never two of these."""

from dataclasses import replace

import pytest

from rig.measure.dowel import WIRE_BROKEN, Disturbance
from rig.measure.losses import Absence, ContactFindings, Loss
from rig.measure.phase import DESCENT, LOCKOUT
from rig.measure.technique.keeping import KEPT, LOST, NOT_JUDGED, keeping
from tests.measure.technique.test_rules import NO_LOSS, WELL, texts

ONSET_S, LOCKOUT_S = 10.0, 15.0
IN_IT = Loss("head", 12.0, 12.3, DESCENT, 1)
BRIEF = Loss("sacrum", 12.0, 12.03, DESCENT, 1)
AFTER = Loss("sacrum", 15.5, 16.0, LOCKOUT, 1)
INTO_IT = Loss("thoracic", 9.5, 10.4)
BROKEN = Disturbance(WIRE_BROKEN, ("head",), 12.0, 13.0)


@pytest.mark.parametrize(
    ("findings", "state", "points"),
    [
        ({}, KEPT, ()),
        ({"losses": (IN_IT,)}, LOST, ("head",)),
        ({"losses": (INTO_IT,)}, LOST, ("thoracic",)),
        ({"brief": (BRIEF,), "absences": (Absence("sacrum", 12.0, 12.03),)}, KEPT, ()),
        ({"losses": (AFTER,)}, KEPT, ()),
        ({"absences": (Absence("head", 0.0, 12.0),)}, LOST, ("head",)),
        ({"disturbances": (BROKEN,)}, NOT_JUDGED, ()),
        (
            {"disturbances": (BROKEN,), "absences": (Absence("head", 12.0, 13.0),)},
            NOT_JUDGED,
            (),
        ),
        ({"disturbances": (BROKEN,), "losses": (INTO_IT,)}, LOST, ("thoracic",)),
    ],
)
def test_what_became_of_the_contacts(
    findings: dict[str, object], state: str, points: tuple[str, ...]
) -> None:
    found = keeping(replace(NO_LOSS, **findings), ONSET_S, LOCKOUT_S)  # type: ignore[arg-type]
    assert (found.state, found.points) == (state, points)


def test_the_sentence_counts_by_the_same_rule() -> None:
    """Repetitions begin at 10, 17 and 24 s, and last 5 s each."""
    short = Loss("sacrum", 18.0, 18.03, DESCENT, 2)
    contacts = ContactFindings(
        (IN_IT, replace(AFTER, onset_s=22.5, end_s=23.0, repetition=2)),
        (short,),
        (Disturbance(WIRE_BROKEN, ("head",), 25.0, 26.0),),
        (Absence("sacrum", 18.0, 18.03),),
    )
    observed = replace(WELL, contacts=contacts)
    assert texts("contacts_kept", observed) == ["All three contacts kept in 1 of 2 repetitions."]
    assert texts("contact_lost", observed) == [
        "Head contact lost in the descent of repetition 1 for 0.30 s.",
        "Sacrum contact lost after the lockout of repetition 2 for 0.50 s.",
    ]
