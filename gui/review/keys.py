"""The keys of the review: one table, from which they are bound, named on buttons and listed."""

from gui import keys
from gui.review.picture import RATINGS


def _key(name: str, press: str, *, repeats: bool = False) -> tuple[str, keys.Key]:
    return name, keys.Key(press, f"review_keys.{name}", repeats)


KEYS = dict(
    (
        _key("play", "Space"),
        _key("slower", ",", repeats=True),
        _key("faster", ".", repeats=True),
        _key("back", "Left", repeats=True),
        _key("forward", "Right", repeats=True),
        _key("finely_back", "Shift+Left", repeats=True),
        _key("finely_forward", "Shift+Right", repeats=True),
        _key("begin", "Home"),
        _key("end", "End"),
        _key("repetition", "R", repeats=True),
        _key("repetition_before", "Shift+R", repeats=True),
        _key("loss", "L", repeats=True),
        _key("loss_before", "Shift+L", repeats=True),
        _key("mark", "K", repeats=True),
        _key("mark_before", "Shift+K", repeats=True),
        _key("gap", "G", repeats=True),
        _key("gap_before", "Shift+G", repeats=True),
        _key("closer", "+", repeats=True),
        _key("wider", "-", repeats=True),
        _key("whole", "0"),
        _key("cursor_a", "A"),
        _key("cursor_b", "B"),
        _key("no_cursors", "C"),
        _key("overlay", "O"),
        _key("align", "I"),
        _key("quantity", "Q"),
        _key("set_onset", "F5"),
        _key("set_bottom", "F6"),
        _key("set_end", "F7"),
        _key("add", "N"),
        _key("remove", "X"),
        _key("set_mark", "M"),
        _key("unmark", "Del"),
        _key("write", "W"),
        _key("side", "V"),
        _key("concerns", "T"),
        *(_key(f"rate_{value}", str(value)) for value in RATINGS),
        _key("undo", "Ctrl+Z"),
        _key("redo", "Ctrl+Y"),
        _key("next_trial", "PgDown"),
        _key("trial_before", "PgUp"),
        _key("open", "Return"),
        _key("filter", "Ctrl+F"),
        _key("blind", "F3"),
        _key("agreement", "F4"),
        _key("list", "Esc"),
        _key("theme", "F9"),
        ("help", keys.KEYS["help"]),
    )
)

# Mouse actions, for the same list: the keys of both texts.
HANDS = {
    "review_hands.go": "review_hands.go_does",
    "review_hands.border": "review_hands.border_does",
    "review_hands.cursors": "review_hands.cursors_does",
    "review_hands.turn": "review_hands.turn_does",
    "hands.zoom": "review_hands.zoom_does",
}
