"""Trials for pages, and their pages parsed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import h5py

from rig.report import COACH, write_report
from tests.trial.changed import changed

VOID = {"meta", "br", "hr", "img", "link", "input"}


def on_day(trial: Path, out: Path, day: str, *, right_n: float = 0.0, **about: object) -> Path:
    """A copy of a trial, recorded on another day with so much more on the right toe."""

    def change(file: h5py.File) -> None:
        file.attrs["start_time_utc"] = f"{day}T12:00:00+00:00"
        file.attrs["trial_id"] = out.stem
        file.attrs.update(about)
        force = file["plates/force"]
        force[:, 3] = force[:, 3] + right_n

    return changed(trial, out, change)


@dataclass
class Node:
    """An element of a page: its name, attributes, and contents, text and elements in order."""

    name: str
    attributes: dict[str, str]
    inside: list["Node | str"] = field(default_factory=list)

    def all(self, name: str = "", kind: str = "") -> Iterator["Node"]:
        """Elements of a name and a class in it, including itself."""
        kinds = self.attributes.get("class", "").split()
        if name in ("", self.name) and (not kind or kind in kinds):
            yield self
        for one in self.inside:
            if isinstance(one, Node):
                yield from one.all(name, kind)

    def one(self, name: str = "", kind: str = "") -> "Node":
        (found,) = self.all(name, kind)
        return found

    @property
    def text(self) -> str:
        parts = (one.text if isinstance(one, Node) else one for one in self.inside)
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    """Raises AssertionError if an element is not closed, or the wrong one is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        assert len(node.attributes) == len(attrs), f"an attribute of {tag} twice"
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag, f"</{tag}> closes another element"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def close(self) -> None:
        super().close()
        assert self._open == [self.root], f"{self._open[-1].name} is never closed"


def parsed(html: str) -> Node:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def page_of(*trials: Path, out: Path, page: str = COACH) -> Node:
    assert write_report(trials, out, page=page) == []
    return parsed(out.read_text("utf-8"))
