"""Figures of the source tree: cycles, reused names, modules that few need, and idioms.

    python tools/tree.py [-v]       -v lists what is behind each figure

Import cycles are the only figure that fails; the others are for comparison over time.
"""

import ast
import io
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import grimp
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).parent.parent
PACKAGES = ("rig", "gui")
SMALL_LINES = 60
IDIOM = re.compile(r"\b(says?|said|stands?|lies|nobody|anew)\b", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z']+")

Found = dict[str, list[str]]


def files() -> dict[str, Path]:
    """The file of each module, packages without their own module."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if parts[-1] != "__init__":
                found[".".join(parts)] = path
    return found


def cycles(graph: grimp.ImportGraph) -> list[str]:
    """The groups of modules that import each other, directly or by others, a line each."""
    names = sorted(graph.modules)
    row = {name: number for number, name in enumerate(names)}
    pairs = [
        (row[name], row[other])
        for name in names
        for other in graph.find_modules_directly_imported_by(name)
    ]
    importer, imported = zip(*pairs, strict=True)
    shape = (len(names), len(names))
    matrix = coo_array((np.ones(len(pairs)), (importer, imported)), shape)
    groups: Found = defaultdict(list)
    for name, group in zip(
        names, connected_components(matrix, connection="strong")[1], strict=True
    ):
        groups[str(group)].append(name)
    return [", ".join(members) for members in groups.values() if len(members) > 1]


def reused(names: dict[str, list[str]]) -> list[str]:
    """The names with more than one place, each with its places."""
    return [f"{name}: {', '.join(at)}" for name, at in sorted(names.items()) if len(at) > 1]


def classes(modules: dict[str, Path]) -> dict[str, list[str]]:
    """The modules that define a class of each name."""
    found: Found = defaultdict(list)
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(name)
    return found


def last_names(modules: dict[str, Path]) -> dict[str, list[str]]:
    """The modules of each last name."""
    found: Found = defaultdict(list)
    for name in modules:
        found[name.rpartition(".")[2]].append(name)
    return found


def crumbs(graph: grimp.ImportGraph, modules: dict[str, Path]) -> list[str]:
    """Small modules that one other module imports."""
    found = []
    for name, path in modules.items():
        importers = graph.find_modules_that_directly_import(name)
        lines = len(path.read_text("utf-8").splitlines())
        if len(importers) == 1 and lines <= SMALL_LINES:
            found.append(f"{name} ({lines} lines): {importers.pop()}")
    return found


def prose(path: Path) -> Iterator[str]:
    """The docstrings and comments of a module."""
    source = path.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented):
            yield ast.get_docstring(node) or ""


def idioms(modules: dict[str, Path]) -> tuple[float, list[str]]:
    """How many of them there are in 1000 words of docstrings and comments, and where."""
    words, many, found = 0, 0, []
    for name, path in modules.items():
        here: Counter[str] = Counter()
        for text in prose(path):
            words += len(WORD.findall(text))
            here.update(match.lower() for match in IDIOM.findall(text))
        many += here.total()
        found += [f"{name}: {word} {count} times" for word, count in sorted(here.items())]
    return 1000 * many / max(words, 1), found


def main() -> int:
    """Prints the figures; returns how many groups of modules import each other in cycles."""
    graph = grimp.build_graph(*PACKAGES)
    modules = files()
    per_thousand, spoken = idioms(modules)
    cycle = cycles(graph)
    figures = [
        ("modules", str(len(modules)), []),
        ("groups of modules in import cycles", str(len(cycle)), cycle),
        ("class names used more than once", *_counted(reused(classes(modules)))),
        ("module names used more than once", *_counted(reused(last_names(modules)))),
        (
            f"modules of at most {SMALL_LINES} lines with one importer",
            *_counted(crumbs(graph, modules)),
        ),
        ("idioms in 1000 words of docstrings and comments", f"{per_thousand:.1f}", spoken),
    ]
    for name, value, behind in figures:
        print(f"{value:>6}  {name}")
        if "-v" in sys.argv[1:]:
            print(*(f"        {one}" for one in behind), sep="\n")
    return len(cycle)


def _counted(found: list[str]) -> tuple[str, list[str]]:
    return str(len(found)), found


if __name__ == "__main__":
    sys.exit(main())
