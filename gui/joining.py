"""Joins the parts of the live window by their signals."""

from PyQt5.QtCore import QUrl
from PyQt5.QtGui import QDesktopServices

from gui import keys, theme
from gui.coach import Coach
from gui.errands import Errands
from gui.flow.flow import Ask
from gui.flow.step import Step
from gui.language import text
from gui.metronome import Metronome
from gui.preferences import Preferences
from gui.session import Session, refusal_of
from gui.settings import Settings
from gui.sound.speaker import Speaker
from gui.sound.tone import BEATS
from gui.tasks import FlowTask, Recall
from gui.views.settingspage import SettingsPage
from gui.window import MainWindow


def join(session: Session, window: MainWindow) -> None:
    """Connects signals of the one to slots of the other, both ways."""
    session.picture.connect(window.show_picture)
    session.contacts.connect(window.show_contacts)
    session.status.connect(window.show_status)
    session.said.connect(window.say)
    window.start_asked.connect(session.start)
    window.stop_asked.connect(session.stop)
    window.mark_asked.connect(session.mark)
    window.looked_back.connect(session.scene.look_back)
    window.zoomed.connect(session.scene.zoom)
    window.recover_asked.connect(session.recover)
    window.engine_asked.connect(session.start_engine)
    window.controls.refusal_of = refusal_of


def lead(coach: Coach, session: Session, errands: Errands, window: MainWindow) -> None:
    """Connects the flow with the coach's input, the engine and the files."""

    def do(ask: Ask) -> None:
        if isinstance(ask, FlowTask):
            errands.take(ask)
        else:
            session.do(ask)

    def expect(_: object) -> None:
        drill = coach.flow.drill
        if drill is not None:
            session.scene.counting.expect(drill.repetitions, drill.tempo_s)

    def write(text: str) -> None:
        at = coach.flow.at
        if at is Step.PARTICIPANT:
            refusal = refusal_of(text)
            window.say(refusal) if refusal else coach.act("person", text)
        elif at is Step.RESULT:
            coach.act("note", text)

    session.picture.connect(coach.take_picture)
    session.status.connect(coach.take_status)
    session.answered.connect(coach.take_answer)
    session.closed_trial.connect(coach.take_last)
    errands.answered.connect(coach.take_answer)
    errands.kept.connect(coach.take_kept)
    errands.outcome.connect(coach.take_outcome)
    errands.recalled.connect(coach.recall)
    errands.reported.connect(lambda page: QDesktopServices.openUrl(QUrl.fromLocalFile(page)))
    coach.asked.connect(do)
    coach.preparing.connect(session.view)
    for view in (window.flow, window.findings, window.drill):
        coach.changed.connect(view.show_flow)
    coach.changed.connect(expect)
    window.flow.acted.connect(coach.act)
    window.flow.written.connect(write)
    do(Recall())


def let_be_heard(session: Session, window: MainWindow, speaker: Speaker) -> None:
    """Connects events with sounds; the window shows when no sound is possible."""
    session.happened.connect(speaker.sound_event)
    speaker.problem.connect(window.notes.show_sound)
    speaker.refused.connect(window.say)


def beat(metronome: Metronome, coach: Coach, preferences: Preferences, speaker: Speaker) -> None:
    """Beats the tempo of a drill while it is recorded, if that is set."""

    def use(settings: Settings) -> None:
        metronome.on = settings.metronome
        coach.flow.assessor = settings.assessor

    preferences.changed.connect(use)
    coach.tempo.connect(metronome.follow)
    metronome.beat.connect(lambda kind: speaker.play(BEATS[kind]))


def let_be_set(
    preferences: Preferences, page: SettingsPage, session: Session, window: MainWindow
) -> None:
    """Connects the settings page, which a key opens, with colours and screens."""

    def show() -> None:
        page.show()
        page.activateWindow()

    def use(settings: Settings) -> None:
        theme.use(theme.THEMES[settings.theme])
        window.mirror.set_mirrored(settings.screen.mirrored)

    preferences.changed.connect(use)
    window.settings_asked.connect(show)
    presses = {name: keys.KEYS[name].press for name in ("settings", "review")}
    window.notes.show_hint(text("settings.hint", **presses))
    window.closed.connect(page.close)
    session.status.connect(preferences.take_status)
    preferences.said.connect(window.say)
    preferences.measured.connect(session.keep_with_trials)


def let_be_mirrored(preferences: Preferences, coach: Coach, window: MainWindow) -> None:
    """Shows the participant's screen, if set.

    In a drill with the dowel only its key opens it: a person who looks up at a screen moves
    differently.
    """

    def look(_: object) -> None:
        drill = coach.flow.drill
        with_dowel = drill is not None and "dowel" in drill.sensors
        window.mirror.want(preferences.settings.screen.on and not with_dowel)

    preferences.changed.connect(look)
    coach.changed.connect(look)
