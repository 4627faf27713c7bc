"""The keys of the review: one table, from which they are bound, named on buttons and listed."""

from gui.keys import Key
from gui.review.picture import RATINGS

KEYS = {
    "play": Key("Space", "Play the trial, or hold it still"),
    "slower": Key(",", "Play slower: down to a tenth of the speed", repeats=True),
    "faster": Key(".", "Play faster: up to four times the speed", repeats=True),
    "back": Key("Left", "Go back by a tenth of a second", repeats=True),
    "forward": Key("Right", "Go on by a tenth of a second", repeats=True),
    "finely_back": Key("Shift+Left", "Go back by a hundredth of a second", repeats=True),
    "finely_forward": Key("Shift+Right", "Go on by a hundredth of a second", repeats=True),
    "begin": Key("Home", "Go to the begin of the trial"),
    "end": Key("End", "Go to the end of the trial"),
    "repetition": Key("R", "Go to the next repetition", repeats=True),
    "repetition_before": Key("Shift+R", "Go to the repetition before", repeats=True),
    "loss": Key("L", "Go to the next loss of contact", repeats=True),
    "loss_before": Key("Shift+L", "Go to the loss of contact before", repeats=True),
    "mark": Key("K", "Go to the next mark", repeats=True),
    "mark_before": Key("Shift+K", "Go to the mark before", repeats=True),
    "gap": Key("G", "Go to the next gap, where samples are missing", repeats=True),
    "gap_before": Key("Shift+G", "Go to the gap before", repeats=True),
    "closer": Key("+", "Show fewer seconds in the charts", repeats=True),
    "wider": Key("-", "Show more seconds in the charts", repeats=True),
    "whole": Key("0", "Show the whole trial in the charts, or a part again"),
    "cursor_a": Key("A", "Put cursor A here: what is measured there, to be compared with B"),
    "cursor_b": Key("B", "Put cursor B here"),
    "no_cursors": Key("C", "Take both cursors away"),
    "overlay": Key("O", "Show repetitions over each other, or the charts again"),
    "align": Key("I", "Align repetitions at their onset, bottom or end"),
    "quantity": Key("Q", "Another quantity for repetitions over each other"),
    "set_onset": Key("F5", "The repetition begins here"),
    "set_bottom": Key("F6", "The bottom of the repetition is here"),
    "set_end": Key("F7", "The repetition ends here"),
    "set_mark": Key("M", "Set a mark here"),
    "unmark": Key("Del", "Take away the mark that is here"),
    "write": Key("W", "Write a note about this moment; Enter keeps it"),
    "side": Key("V", "Turn the page beside the charts: repetitions, measured, notes"),
    "concerns": Key("T", "Rate the repetition, or the whole trial"),
    **{f"rate_{value}": Key(str(value), f"Rate it {value}") for value in RATINGS},
    "undo": Key("Ctrl+Z", "Take back what you said of this trial last"),
    "next_trial": Key("PgDown", "The next trial of the list"),
    "trial_before": Key("PgUp", "The trial before in the list"),
    "open": Key("Return", "Open the trial that is chosen in the list"),
    "filter": Key("Ctrl+F", "Filter the list: trials that hold all words"),
    "blind": Key("F3", "Blinded from now on: no names, no dates, nobody else's rating"),
    "agreement": Key("F4", "How far two raters agree"),
    "list": Key("Esc", "Back to the list"),
    "theme": Key("F9", "Dark or light"),
    "help": Key("F1", "Show or hide this list"),
}

# What a mouse does, for the same list.
HANDS = {
    "Click, drag in the charts": "Go to that moment",
    "Mouse wheel": "Show later or earlier seconds",
    "Ctrl and mouse wheel": "Show fewer or more seconds",
}
