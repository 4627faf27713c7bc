"""A protocol to read: headings, and lines under them."""

from PyQt5.QtGui import QFontInfo
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.views.words import Words, in_lines

LINE = 78
Sections = tuple[tuple[str, tuple[str, ...]], ...]


class CardView(QWidget):
    """Rebuilt for each protocol."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("content")
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self._sections: Sections = ()
        self.rows = QVBoxLayout(self)

    def show_sections(self, sections: Sections) -> None:
        """Shows these sections."""
        if sections == self._sections:
            return
        self._sections = sections
        while item := self.rows.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for heading, lines in sections:
            if heading:
                self.rows.addWidget(Words(heading, theme.LARGE))
            self.rows.addWidget(Words("\n".join(in_lines(line, LINE) for line in lines)))
        self.rows.addStretch()
        theme.scale_fonts(self, QFontInfo(self.font()).pixelSize())

    def text(self) -> str:
        """All the text shown."""
        return "\n".join(words.text() for words in self.findChildren(Words))
