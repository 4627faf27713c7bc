"""The window as a program: `rig-window`, or python -m gui."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from gui import languages
from gui.application import application, go_on_after_faults, run
from gui.coach import Coach
from gui.drills import drills
from gui.errands import Errands
from gui.joining import beat, join, lead, let_be_heard, let_be_mirrored, let_be_set
from gui.metronome import Metronome
from gui.names import read_names
from gui.pages import Pages
from gui.preferences import Preferences
from gui.review.program import show_review
from gui.session import Session
from gui.settingsfile import SettingsFile, settings_path
from gui.sound.speaker import Speaker
from gui.views.settingspage import SettingsPage
from gui.window import MainWindow
from rig.cli.engine import name_option
from rig.cli.live import boards_as_words, has_display, start_engine
from rig.cli.program import program
from rig.cli.review import review_options
from rig.cli.running import board_options
from rig.errors import RigError
from rig.store.names import names_path


@click.command()
@board_options
@name_option
@click.option("--review", type=click.Path(path_type=Path), help="Trials to be reviewed instead.")
@review_options
def main(
    plates: str | None, dowel: str | None, *, name: str, review: Path | None, **who: Any
) -> None:
    """The live window of the hinge rig, on an engine that runs already or is started."""
    if not (has_display() or os.environ.get("QT_QPA_PLATFORM")):
        raise click.ClickException("expected a display for the window: use rig record or rig watch")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt would ignore it
    try:
        if review:
            sys.exit(show_review(review, **who))
        sys.exit(show(name, boards_as_words(plates, dowel)))
    except RigError as error:
        raise click.ClickException(str(error)) from error


def show(name: str, boards: list[str]) -> int:
    """The window, until it is closed. Raises UsageError for an invalid name."""
    running = application()
    file = SettingsFile(settings_path(), datetime.now(UTC))
    unspoken = languages.use(file.settings.language)  # before anything is shown
    session = Session(name, lambda: start_engine(name, boards))
    session.open()  # the engine starts while the window is built
    known, problems = drills()
    coach, errands = Coach(known), Errands()
    calling = [*program("gui.cue.caller"), name, file.settings.language]
    window, speaker = MainWindow(), Speaker(calling)
    go_on_after_faults(window.say)
    join(session, window)
    lead(coach, session, errands, window)
    _pages = Pages(window, coach, session, errands)
    coach.flow.names, unusable = read_names(names_path())
    for problem in [*problems, unusable, unspoken]:
        window.say(problem)
    let_be_heard(session, window, speaker)
    page = SettingsPage(file.settings, languages.known())
    preferences = Preferences(file, page, speaker)
    let_be_set(preferences, page, session, window)
    let_be_mirrored(preferences, coach, window)
    metronome = Metronome()
    beat(metronome, coach, preferences, speaker)
    window.showMaximized()
    preferences.open()
    code = run(running)
    session.close()
    errands.close()
    speaker.close()
    return code


if __name__ == "__main__":
    main()
