"""What limits a figure that misses its target, as far as investigated; and remaining weaknesses."""

LIMITS: dict[str, str] = {}

# The same for regimes.
LIVE = "what was drift, a load, a stop or a push is known only from what comes later"
LATE = "a few live counts come some tenths of a second later than asked, and are told as not sure"
WIDE = "the intervals are as wide as real squats need, and wider than these movements do"
COURSE = "in one set another course of the weight explains the force better than the true one does"
STEADY = "a steady force in a deep bend is taken for the weight without the load"
_REASONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("lean", "minimum_jerk", "sticking", "fast", "touch_and_go", "fatigue"),
            *("light_load", "hurried", "shallow"),
        ),
        (WIDE,),
    ),
    **dict.fromkeys(
        ("submovements", "picked_up", "even", "arms", "rough_plates"),
        (LATE, WIDE),
    ),
    "deep": (STEADY, WIDE),
    "stops": (COURSE, "a stop of 0.7 s looks like a rest at another height", LIVE),
    "no_stand": (
        STEADY,
        "with no standing on either side heights rest on the tops alone",
        LIVE,
        WIDE,
    ),
    "heavy_load": (
        "what is taken in 0.3 s, with the movement at once, hides the begin of it",
        LATE,
    ),
    "drifting_plates": (COURSE, LIVE, WIDE),
    "holds": (COURSE, LATE, WIDE),
    "bounces": (COURSE, LATE),
    "restless": ("sway is as fast as the beginning of a movement", LIVE),
    "slow": ("rests swallow accelerations under 0.03 m/s2", LIVE, WIDE),
    "floor": ("a stand with the load must be some tenths of a second long, in the whole and live",),
    "touched": (
        "a push of under 4 N s is no more than the weight of standing plates may wander",
        LIVE,
        WIDE,
    ),
    "patients": (
        "a patient's slow sway of some centimetres moves the mass as a shallow squat does",
    ),
}
MISSED: dict[str, str] = {name: "; ".join(reasons) for name, reasons in _REASONS.items()}

WEAK = """\
- A smooth movement leaves standstill too slowly for its first moment to be seen: onset and lockout
  are followed back from where they stand out, along the rise of a lean that is smooth. Where chest
  or knees begin, that rise is another one, and the onset is told too early by as much as is said.
- The lowest of a hold is no instant, and without a hold the bottom is flat: in its last 50 ms, a
  smooth descent of 2 s goes down by less than 0.1 mm.
- Drops come from force integrated twice: but for plates that saturate, all errors over 15 mm are of
  heels that rise by 7 cm and of knees that begin.
- A dowel that is lifted in more than half a second may be told as a loss first (on tuning seeds, 2
  of 85 in 0.8 s, none of 85 up to 0.5 s). Live, a slow lift is told as losses: only the whole trial
  shows what they were.
- Some errors are drawn quicker than anybody could do them: no ground could bear the movement, and
  the plates saturate. Such trials count everywhere but in the centre of pressure."""
