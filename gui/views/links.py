"""The state of each board: role, name, rate, losses, time since its last message."""

import math

from PyQt5.QtWidgets import QHBoxLayout, QWidget

from gui import theme
from gui.language import named, text
from gui.picture import Link, Status
from gui.views.words import Words

ROLES = ("plates", "dowel")
SILENT_AFTER_S = 0.5
LINE = 36


class LinkRow(QWidget):
    """One board: its state in large words, the figures beside it."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.state = Words("", theme.LARGE)
        self.details = Words("", theme.SMALL, dim=True)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(8)
        columns.addWidget(self.state)
        columns.addWidget(self.details, 1)
        self.show_link(None, connected=False)

    def show_link(self, link: Link | None, *, connected: bool) -> None:
        """Shows the board's state; None: there is no such board."""
        trouble = trouble_of(link, connected=connected)
        role = named(self._role)
        calm = text("links.running" if link else "links.not_connected", role=role)
        self.state.say(f"▲ {role}: {trouble}" if trouble else calm, loud=bool(trouble))
        self.details.say(details(link) if link else "")


class LinksView(QWidget):
    """Both boards, side by side."""

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.rows = {role: LinkRow(role) for role in ROLES}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(8)
        for row in self.rows.values():
            layout.addWidget(row, 1)

    def show_status(self, status: Status) -> None:
        """Shows the state of both boards."""
        links = {link.role: link for link in status.links}
        for role, row in self.rows.items():
            row.show_link(links.get(role), connected=status.connected)


def trouble_of(link: Link | None, *, connected: bool) -> str:
    """What is wrong with a board, in words, or an empty string."""
    if link is None:
        return ""
    if not connected:
        return text("links.not_known")
    if math.isnan(link.silent_s) or link.silent_s > SILENT_AFTER_S:
        if math.isnan(link.silent_s):
            return text("links.nothing_yet")
        return text("links.silent", seconds=link.silent_s)
    return text("links.lost", lost=link.lost) if link.lost else ""


def details(link: Link) -> str:
    """The figures of a board, in words."""
    known = not math.isnan(link.rate_hz)
    rate = text("links.rate", rate_hz=link.rate_hz) if known else text("links.no_rate")
    name = link.name if len(link.name) <= LINE else f"{link.name[: LINE - 1]}…"
    return f"{text('links.figures', rate=rate, lost=link.lost)}\n{name}"
