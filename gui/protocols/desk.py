"""The page of protocols as plain data: which one is chosen, and whether it is being changed."""

from collections import deque
from collections.abc import Mapping
from dataclasses import replace

from gui.flow.step import Choice
from gui.form import Field
from gui.language import text
from gui.protocols.picture import ProtocolsPicture, Row, Sheet, Shelf
from gui.tasks import CopyProtocol, ListProtocols, ProtocolTask, SaveProtocol

CARD, EDIT, COPY = "card", "edit", "copy"


class ProtocolDesk:
    """`asks` is the file work to do, oldest first."""

    def __init__(self) -> None:
        self.shelf = Shelf((), {})
        self.chosen = ""
        self.doing = CARD
        self.wrong: dict[str, str] = {}
        self.written: dict[str, str] = {}
        self.notice, self.loud = "", False
        self.asks: deque[ProtocolTask] = deque([ListProtocols()])

    @property
    def sheet(self) -> Sheet | None:
        """The chosen protocol."""
        return next((one for one in self.shelf.sheets if one.name == self.chosen), None)

    # Inputs from files

    def learn(self, shelf: Shelf) -> None:
        """Takes all protocols again."""
        self.shelf = shelf
        if self.sheet is None and shelf.sheets:
            self.chosen = self._rows()[0].name

    def take_faults(self, wrong: Mapping[str, str]) -> None:
        """Takes what is wrong in a field, by the field's name."""
        self.wrong = dict(wrong)

    def answered(self, to: ProtocolTask, why: str) -> None:
        """Takes that a request was done, or refused: then `why` is in words what was wrong."""
        self.notice, self.loud = why, bool(why)
        if why or self.wrong or isinstance(to, ListProtocols):
            return
        if isinstance(to, CopyProtocol):
            self.chosen = self.written["new_name"]
        self.doing = CARD
        version = self.sheet.version if self.sheet else 1
        self.notice = text("protocols.kept", name=self.chosen, version=version)

    # Actions of the coach

    def act(self, name: str, value: str = "") -> None:
        """Performs the action of a choice or the list."""
        self.notice, self.loud, self.wrong, self.written = "", False, {}, {}
        if name == "choose":
            self.chosen, self.doing = value, CARD
        elif name in (CARD, EDIT, COPY):
            self.doing = name

    def submit(self, texts: Mapping[str, str]) -> None:
        """Requests to store the contents of the fields."""
        self.written, self.wrong = dict(texts), {}
        if self.doing == COPY:
            new_name = texts["new_name"].strip()
            self.written["new_name"] = new_name
            self.asks.append(CopyProtocol(self.chosen, new_name))
        elif self.doing == EDIT:
            self.asks.append(SaveProtocol(self.chosen, dict(texts)))

    def picture(self) -> ProtocolsPicture:
        """Everything that a page draws."""
        return ProtocolsPicture(
            self._rows(),
            self.sheet,
            self._choices(),
            self._form(),
            text(f"protocols.submit_{self.doing}") if self.doing != CARD else "",
            self.notice or "; ".join(self.shelf.problems),
            self.loud or bool(not self.notice and self.shelf.problems),
        )

    def _rows(self) -> tuple[Row, ...]:
        """The user's own first, unscorable ones last."""
        rows = [Row(s.name, s.title, s.own, s.unscorable) for s in self.shelf.sheets]
        return tuple(sorted(rows, key=lambda row: (bool(row.reason), not row.own, row.title)))

    def _choices(self) -> tuple[Choice, ...]:
        if self.sheet is None:
            return ()
        if self.doing != CARD:
            return (Choice(CARD, text("protocols.cancel"), "Escape"),)
        copy = Choice(COPY, text("protocols.copy"), "C")
        return (Choice(EDIT, text("protocols.edit"), "E"), copy) if self.sheet.own else (copy,)

    def _form(self) -> tuple[Field, ...]:
        if self.sheet is None or self.doing == CARD:
            return ()
        fields = self.sheet.fields
        if self.doing == COPY:
            fields = (Field("new_name", text("protocols.new_name"), f"my-{self.chosen}"[:32]),)
        return tuple(
            replace(
                one,
                value=self.written.get(one.name, one.value),
                fault=self.wrong.get(one.name, ""),
            )
            for one in fields
        )
