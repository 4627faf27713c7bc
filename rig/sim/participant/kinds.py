"""All kinds of deviation from a plain repetition: one table of what each is and does."""

from typing import NamedTuple

TECHNIQUE, DOWEL, ACTIVITY, SENSOR = "technique", "dowel", "activity", "sensor"


class Effect(NamedTuple):
    """Adds `gain` x size + `fixed` to a channel of a course, from `inset_s` after its begin to
    `inset_s` before its end; SIDE is replaced by the deviation's side."""

    channel: str
    gain: float = 1.0
    fixed: float = 0.0
    inset_s: float = 0.0


class Size(NamedTuple):
    """Its unit and range, and its value if a deviation does not give it."""

    unit: str = ""
    least: float = 0.0
    most: float = 0.0
    usual: float = 0.0


class Kind(NamedTuple):
    """One kind of deviation, with the values used where a deviation gives none.

    It takes the dowel off the back during its ramps if `regrips`, and lasts as long as its
    repetition if `whole`.
    """

    group: str
    meaning: str
    size: Size = Size()
    at: str = "start"
    side: str = "both"
    ramp_s: float = 0.5
    duration_s: float = 1.5
    effects: tuple[Effect, ...] = ()
    regrips: bool = False
    whole: bool = False


SIDE = "{side}"
FLEXION = Size("deg", -30.0, 30.0, 8.0)

KINDS = {
    "early_knees": Kind(
        TECHNIQUE,
        "the knees go forward before the hips go back; the balance need not show it",
        Size("deg", 0.0, 30.0, 8.0),
        at="onset",
        ramp_s=0.8,
        duration_s=2.0,
        effects=(Effect("shank_deg"),),
    ),
    "early_chest": Kind(
        TECHNIQUE,
        "the chest drops before the hips go back: 20 degrees bring the weight 8 cm to the toes",
        Size("deg", 0.0, 25.0, 12.0),
        at="onset",
        effects=(Effect("trunk_deg"), Effect("cop_mm", 4.0)),
    ),
    "depth_cut": Kind(
        TECHNIQUE,
        "the repetition ends higher, by this part of its depth",
        Size("%", 0.0, 100.0, 40.0),
        at="onset",
        effects=(Effect("cut", 0.01),),
        whole=True,
    ),
    "cop_bias": Kind(
        TECHNIQUE,
        "the weight stands nearer to the toes, or with less than 0 to the heels",
        Size("mm", -80.0, 100.0, 30.0),
        at="onset",
        effects=(Effect("cop_mm"),),
    ),
    "side_bias": Kind(
        TECHNIQUE,
        "so much of the load more stands on the right foot",
        Size("%", -45.0, 45.0, 10.0),
        at="onset",
        effects=(Effect("right_percent"),),
    ),
    "lumbar_flexion": Kind(
        TECHNIQUE,
        "the low back rounds, or with less than 0 arches",
        FLEXION,
        at="onset",
        effects=(Effect("lumbar_deg"),),
    ),
    "thoracic_flexion": Kind(
        TECHNIQUE,
        "the upper back rounds, or with less than 0 straightens",
        FLEXION,
        at="onset",
        effects=(Effect("thoracic_deg"),),
    ),
    "neck_flexion": Kind(
        TECHNIQUE,
        "the chin goes to the chest, or with less than 0 the head goes back",
        FLEXION,
        at="onset",
        effects=(Effect("neck_deg"),),
    ),
    "lockout_arch": Kind(
        TECHNIQUE,
        "the low back arches at the top",
        Size("deg", 0.0, 30.0, 6.0),
        at="lockout",
        effects=(Effect("lumbar_deg", -1.0),),
    ),
    "heel_lift": Kind(
        TECHNIQUE,
        "the heel rises: that foot's pressure goes so far to its toes",
        Size("mm", 0.0, 130.0, 60.0),
        at="onset",
        effects=(Effect(f"{SIDE}_heel_mm"),),
    ),
    "step": Kind(
        TECHNIQUE,
        "the foot gives so much of its load to the other one; 100 lifts it off",
        Size("%", 0.0, 100.0, 100.0),
        at="onset",
        side="left",
        effects=(Effect(f"{SIDE}_off", 0.01),),
    ),
    "tremor": Kind(
        TECHNIQUE,
        "legs that shake, as amplitude of the vertical force",
        Size("N", 0.0, 40.0, 8.0),
        at="onset",
        effects=(Effect("tremor_n"),),
    ),
    "dowel_slip": Kind(
        DOWEL,
        "the dowel comes off while it ramps and is held so far up, or with less than 0 down",
        Size("mm", -60.0, 60.0, 20.0),
        at="onset",
        ramp_s=0.1,
        duration_s=1.0,
        effects=(Effect("slip_mm"),),
        regrips=True,
    ),
    "dowel_lift": Kind(
        DOWEL,
        "the dowel is taken off the back, by this part of what presses it there",
        Size("%", 0.0, 100.0, 100.0),
        at="onset",
        ramp_s=0.1,
        duration_s=1.0,
        effects=(Effect("loose", 0.01),),
    ),
    "dowel_squeeze": Kind(
        DOWEL,
        "the hands press so much harder",
        Size("N", -12.0, 60.0, 20.0),
        at="onset",
        effects=(Effect("neck_hand_n", 0.5), Effect("low_hand_n", 0.5)),
    ),
    "step_off": Kind(
        ACTIVITY,
        "leaves the plates, right foot first, and comes back, left foot first",
        duration_s=6.0,
        effects=(Effect("right_off", fixed=1.0), Effect("left_off", fixed=1.0, inset_s=0.6)),
    ),
    "arm_wave": Kind(
        ACTIVITY,
        "puts the dowel away and swings the arms up and down, as amplitude",
        Size("mm", 0.0, 300.0, 150.0),
        duration_s=5.0,
        effects=(Effect("arms_mm"), Effect("loose", 0.0, fixed=1.0)),
    ),
    "weight_shift": Kind(
        ACTIVITY,
        "so much of the load more goes to the right foot",
        Size("%", -50.0, 50.0, 25.0),
        duration_s=5.0,
        effects=(Effect("right_percent"),),
    ),
    "load": Kind(
        ACTIVITY,
        "takes a load of this mass into the hands, then puts it down; negative: puts down this "
        "much of what is carried, then takes it again",
        Size("kg", -100.0, 100.0, 10.0),
        ramp_s=0.3,
        duration_s=10.0,
        effects=(Effect("load_kg"),),
    ),
    "hand": Kind(
        ACTIVITY,
        "someone beside the plates presses down with a hand; negative: lifts",
        Size("N", -100.0, 100.0, 8.0),
        ramp_s=0.2,
        duration_s=1.0,
        effects=(Effect("hand_n"),),
    ),
    "heel_raise": Kind(
        ACTIVITY,
        "both heels rise: the centre of mass rises by this much, the pressure moves to the toes",
        Size("mm", 0.0, 120.0, 50.0),
        ramp_s=0.5,
        duration_s=1.4,
        effects=(Effect("lift_m", 0.001), Effect(f"{SIDE}_heel_mm", 1.2)),
    ),
    "arm_raise": Kind(
        ACTIVITY,
        "puts the dowel away and raises both arms: the centre of mass rises by this much",
        Size("mm", 0.0, 80.0, 40.0),
        ramp_s=0.6,
        duration_s=2.0,
        effects=(Effect("lift_m", 0.001), Effect("loose", 0.0, fixed=1.0)),
    ),
    "fidget": Kind(
        ACTIVITY,
        "shifts about: the knees give by this much, the weight moves to one side and back",
        Size("mm", 0.0, 20.0, 8.0),
        ramp_s=0.3,
        duration_s=0.9,
        effects=(Effect("lift_m", -0.001), Effect("right_percent", 1.0), Effect("cop_mm", 1.5)),
    ),
    "cough": Kind(
        ACTIVITY,
        "a jerk of the trunk: the centre of mass moves up by this much and back",
        Size("mm", 0.0, 5.0, 1.0),
        ramp_s=0.08,
        duration_s=0.16,
        effects=(Effect("lift_m", 0.001),),
    ),
    "foot_on_plate": Kind(
        SENSOR,
        "something stands on the plate besides the participant, as a foot does while it is tared",
        Size("N", 0.0, 400.0, 60.0),
        side="left",
        duration_s=5.0,
        effects=(Effect(f"{SIDE}_extra_n"),),
    ),
    "broken_wire": Kind(SENSOR, "a channel's wire is open", duration_s=5.0),
    "stuck_channel": Kind(SENSOR, "a channel keeps its counts", duration_s=5.0),
}
