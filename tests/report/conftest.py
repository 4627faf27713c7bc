"""Shared, read-only pages."""

from pathlib import Path

import pytest

from tests.report.made import Node, page_of


@pytest.fixture(scope="session")
def pages(set_of_three: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Node]:
    """Its two pages."""
    folder = tmp_path_factory.mktemp("pages")
    return {
        page: page_of(set_of_three, out=folder / f"{page}.html", page=page)
        for page in ("coach", "lab")
    }
