"""All settings on one page: by keyboard or mouse; each takes effect immediately."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace
from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QResizeEvent, QShowEvent
from PyQt5.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui import keys, theme
from gui.language import text
from gui.settings import (
    AFTER_THE_SET,
    EACH,
    FEWEST,
    MOST,
    NTH,
    OFF,
    CueSettings,
    ScreenSettings,
    Settings,
)
from gui.views.boxes import choice, initials, switch
from gui.views.cuetest import CueTestView
from gui.views.words import Words, button, in_lines

WHEN = {OFF: "cue_off", EACH: "cue_each", NTH: "cue_nth", AFTER_THE_SET: "cue_after"}
WIDTH_PX, HEIGHT_PX = 1100, 760
TIP_LINE = 72


class SettingsPage(QWidget):
    """A window beside the live one, which keeps running; `languages` are names by their codes."""

    changed = pyqtSignal(object)
    opened = pyqtSignal()

    def __init__(self, settings: Settings, languages: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("content")
        self.setAttribute(Qt.WA_StyledBackground)
        self.setWindowTitle(text("settings.title"))
        self.cue = choice({text(f"settings.{name}"): when for when, name in WHEN.items()})
        self.cue.setItemData(self.cue.findData(AFTER_THE_SET), _tip("cue_after"), Qt.ToolTipRole)
        self.n = QSpinBox()
        self.n.setRange(FEWEST, MOST)
        self.device = choice({})
        self.buzzer, self.metronome, self.screen_on, self.mirrored = (switch() for _ in range(4))
        names = ("dark", "light")
        self.theme = choice({text(f"settings.theme_{name}"): name for name in names})
        there = dict(languages)
        there.setdefault(settings.language, _missing(settings.language))
        self.language = choice({words: code for code, words in there.items()})
        self.assessor = initials()
        self.test = CueTestView()
        self._settings = settings
        self._devices: Sequence[str] = ()
        self._lay_out()
        self._show(settings)
        self._connect()
        self.resize(WIDTH_PX, HEIGHT_PX)

    def show_devices(self, names: Sequence[str]) -> None:
        """Offers these sound devices; the current setting stays, available or not."""
        self._devices, chosen = names, self._settings.sound_device
        self.device.blockSignals(True)
        self.device.clear()
        self.device.addItem(text("settings.device_system"), "")
        for name in names:
            self.device.addItem(name, name)
        if chosen and chosen not in names:
            self.device.addItem(_missing(chosen), chosen)
        self.device.setCurrentIndex(self.device.findData(chosen))
        self.device.blockSignals(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Reports that it is visible: a sound device may have been plugged in since."""
        super().showEvent(event)
        self.opened.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits fonts to the height."""
        super().resizeEvent(event)
        theme.scale_fonts(self, theme.text_px(self.height()))

    def _show(self, settings: Settings) -> None:
        for field, value in (
            (self.cue, settings.cue.when),
            (self.buzzer, settings.buzzer),
            (self.metronome, settings.metronome),
            (self.screen_on, settings.screen.on),
            (self.mirrored, settings.screen.mirrored),
            (self.theme, settings.theme),
            (self.language, settings.language),
        ):
            field.setCurrentIndex(field.findData(value))
        self.n.setValue(settings.cue.n)
        self.assessor.setText(settings.assessor)
        self.show_devices(self._devices)
        self._allow()

    def _fields(self) -> dict[str, QWidget]:
        """In the order of the tab key."""
        return {
            "cue": self.cue,
            "n": self.n,
            "device": self.device,
            "buzzer": self.buzzer,
            "metronome": self.metronome,
            "screen": self.screen_on,
            "mirrored": self.mirrored,
            "theme": self.theme,
            "language": self.language,
            "assessor": self.assessor,
        }

    def _lay_out(self) -> None:
        form = QFormLayout()
        for name, field in self._fields().items():
            field.setFocusPolicy(Qt.StrongFocus)  # without it, macOS skips combo boxes
            field.setToolTip(_tip(name))
            label, row = Words(text(f"settings.{name}")), QHBoxLayout()
            label.setBuddy(field)
            label.setToolTip(_tip(name))
            row.addWidget(field, 2)
            row.addWidget(Words(in_lines(_tip(name), TIP_LINE), theme.SMALL, dim=True), 3)
            form.addRow(label, row)
            for part in (field, *field.findChildren(QLineEdit)):
                part.setProperty(theme.FACTOR, theme.NORMAL)
        self.close_button = button(text("settings.close"), tip=text("settings.close_tip"))
        rows = QVBoxLayout(self)
        rows.addLayout(form)
        rows.addWidget(self.test)
        rows.addStretch()
        rows.addWidget(self.close_button, 0, Qt.AlignRight)

    def _connect(self) -> None:
        for field in self.findChildren(QComboBox):
            field.currentIndexChanged.connect(self._take)
        self.n.valueChanged.connect(self._take)
        self.assessor.textEdited.connect(self._take)
        self.close_button.clicked.connect(self.hide)
        keys.bind_press(self, "Esc", self.hide)

    def _take(self) -> None:
        """Takes the present values of the fields."""
        settings = replace(
            self._settings,
            theme=self.theme.currentData(),
            language=self.language.currentData(),
            sound_device=self.device.currentData(),
            cue=CueSettings(self.cue.currentData(), self.n.value()),
            buzzer=self.buzzer.currentData(),
            metronome=self.metronome.currentData(),
            screen=ScreenSettings(self.screen_on.currentData(), self.mirrored.currentData()),
            assessor=self.assessor.text(),
        )
        self._allow()
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    def _allow(self) -> None:
        """Locks each field that would have no effect."""
        self.n.setEnabled(self.cue.currentData() == NTH)
        self.mirrored.setEnabled(self.screen_on.currentData())


def _tip(name: str) -> str:
    return text(f"settings.{name}_tip")


def _missing(name: str) -> str:
    return text("settings.missing", name=name)
