"""What limits a figure that does not reach its target, as it was found out; and what stays weak."""

LIMITS: dict[str, str] = {}

# The same of regimes.
LIVE = "the live count knows no standing that is still to come: it is late, or not sure"
MISSED: dict[str, str] = {
    **dict.fromkeys(
        (
            *("minimum_jerk", "submovements", "fast", "touch_and_go", "stops", "no_stand"),
            *("light_load", "heavy_load", "hurried", "drifting_plates", "even", "bounces"),
            *("shallow", "slow", "rough_plates"),
        ),
        LIVE,
    ),
    "restless": "sway is as fast as the beginning of a movement",
    "floor": "live, the stand after a load was picked up must be some tenths of a second long",
    "touched": "a push of under 4 N s is no more than the weight of standing plates may wander",
}

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
