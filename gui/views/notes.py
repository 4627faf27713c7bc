"""The quiet corner: where trials are stored, and information that needs no action now."""

from gui import theme
from gui.language import text
from gui.views.words import Words, in_lines

LINE = 130


class Notes(Words):
    """Small lines at the foot of the window."""

    def __init__(self) -> None:
        super().__init__("", theme.SMALL, dim=True)
        self._hint: list[str] = []
        self._place: list[str] = []
        self._sound: list[str] = []
        self._reminder: list[str] = []
        self.hide()

    def show_place(self, folder: str, concerns: tuple[str, ...]) -> None:
        """Shows where trials are stored, and what is wrong with that folder."""
        said = "notes.folder" if concerns else "notes.folder_alone"
        goes = [text(said, folder=folder)] if folder else []
        self._place = [*goes, *(f"▲ {concern}." for concern in concerns)]
        self._show()

    def show_hint(self, hint: str) -> None:
        """Shows what else is available."""
        self._hint = [hint]
        self._show()

    def show_sound(self, problem: str) -> None:
        """Shows why there is no sound; an empty string clears it."""
        self._sound = [text("notes.no_sound", problem=problem)] if problem else []
        self._show()

    def show_reminder(self, sentence: str) -> None:
        """Shows what should be done soon; an empty string clears it."""
        self._reminder = [f"▲ {sentence}"] if sentence else []
        self._show()

    def _lines(self) -> list[str]:
        return [*self._hint, *self._place, *self._reminder, *self._sound]

    def _show(self) -> None:
        self.say("\n".join(in_lines(line, LINE) for line in self._lines()))
        self.setVisible(bool(self.text()))
