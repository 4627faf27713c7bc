"""Every shown text is in the language's table, and every text there is shown."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from gui.language import named, table, text

ROOM = Path(__file__).parents[2] / "gui"
RIG = ROOM.parent / "rig"
REASONS = ("Reason", "Reason.of", "RefusedError")
SOURCES = sorted(ROOM.rglob("*.py"))
KEY = re.compile(r"[a-z_]+\.[a-z0-9_]+")
# Two letters and a blank, or a capital at the begin: text for a person, not a program.
SHOWN = re.compile(r"(?s)(?=.*[A-Za-z]{2})(?=.* )|^\W*[A-Z][A-Za-z]+\b")
# A key of the keyboard by Qt's name, which Qt translates by its own tables.
PRESS = re.compile(
    r"((Shift|Ctrl)\+)?([A-Z]|Backspace|Delete|Del|End|Esc|Escape|Home|Left|PgDown|PgUp|Return"
    r"|Right|Space)"
)
UNITS = (" cm", " kg", " mm")
# Texts that are not shown in the window, or not by it.
EXCEPTIONS = {
    "__main__.py": {
        "Trials to be reviewed instead.",  # on the command line
        "expected a display for the window: use rig record or rig watch",
    },
    "application.py": {"Hinge rig"},  # the program's name for the system
    "sound/player.py": {"Hinge rig"},
    "flow/memory.py": {"it makes no sense"},  # not shown
    "sound/tone.py": {"expected ", "expected a short tone, got ", " Hz, got ", " to "},
    "settings.py": {  # in the sentences of `rig.fields`
        "a language such as en",
        "the name of a sound device, or empty",
        "0 to 4 letters A to Z",
        "after the set",  # in the file
    },
    "sound/orders.py": {"try out"},  # between two processes
    "review/analysing.py": {"Error: "},  # of a command
    "calibrating/pages.py": {"not established"},  # in the words of a calibration
    "protocols/pose.py": {"on all fours", "calves up", "on the floor", "across the shoulders"},
    "drills.py": {"across the shoulders", "each repetition", "on the floor"},
    "theme/dress.py": {"Fusion"},  # a style of Qt
}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def literals(node: ast.AST) -> Iterator[str]:
    """All strings of a node, including parts of f-strings, except docstrings and types."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or _is_docstring(node):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_about_types(child):
                yield from literals(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_about_types(node: ast.AST) -> bool:
    """The module's exports, and type arguments."""
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "__all__"
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("cast", "TypeVar")


def words_in(source: Path) -> set[str]:
    """What looks like shown text."""
    return {s for s in literals(parsed(source)) if SHOWN.search(s) and not _is_data(s)}


def _is_data(said: str) -> bool:
    """A key to press, a unit, a name that is in the table, or a style sheet."""
    name = f"names.{said.replace(' ', '_')}"
    return bool(PRESS.fullmatch(said)) or said in UNITS or name in table() or "{{" in said


def used_in(source: Path) -> Iterator[str]:
    """Patterns of the keys in the code, complete or composed."""
    tree = parsed(source)
    yield from (re.escape(said) for said in literals(tree) if KEY.fullmatch(said))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and re.search(r"\w", pattern_of(node, "")):
            yield pattern_of(node, "[a-z0-9_]*")


def asked_for(source: Path) -> Iterator[str]:
    """Patterns of the keys with which `text` is called."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("text", "language.text"):
            key = node.args[0]
            for one in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
                if isinstance(one, ast.Constant):
                    yield re.escape(str(one.value))
                elif isinstance(one, ast.JoinedStr):
                    yield pattern_of(one, "[a-z0-9_]*")


def pattern_of(said: ast.JoinedStr, filled_in: str) -> str:
    """An f-string as a pattern, with this one for whatever is filled in."""
    parts = (part.value if isinstance(part, ast.Constant) else None for part in said.values)
    return "".join(filled_in if part is None else re.escape(str(part)) for part in parts)


def test_what_is_shown_stands_in_the_table():
    found = {source.relative_to(ROOM).as_posix(): words_in(source) for source in SOURCES}
    assert {name: words for name, words in found.items() if words} == EXCEPTIONS


def test_a_text_that_is_asked_for_is_there():
    asked = {key for source in SOURCES for key in asked_for(source)}
    assert not {key for key in asked if not any(re.fullmatch(key, one) for one in table())}


def test_every_text_is_used():
    used = "|".join({pattern for source in SOURCES for pattern in used_in(source)})
    unused = {key for key in table() if not re.fullmatch(used, key)}
    assert not {key for key in unused if not key.startswith(("names.", "reason."))}


def test_every_reason_is_given():
    given = {said for source in sorted(RIG.rglob("*.py")) for said in literals(parsed(source))}
    assert not {key for key in table() if key.startswith("reason.") and key[7:] not in given}


def test_a_reason_that_is_given_has_a_text():
    given = {code for source in sorted(RIG.rglob("*.py")) for code in codes_in(source)}
    assert len(given) > 20
    assert not {code for code in given if f"reason.{code}" not in table()}


def codes_in(source: Path) -> Iterator[str]:
    """The codes of the reasons that a module gives, where they are written out."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in REASONS and node.args:
            first = node.args[0]
            for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(one, ast.Constant):
                    yield str(one.value)


def test_a_name_of_the_data_is_shown_as_the_table_says_and_another_one_as_it_is():
    assert named("left heel") == text("names.left_heel")
    assert named("elbow") == "elbow"
