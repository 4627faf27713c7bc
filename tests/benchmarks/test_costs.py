"""The cost of our own paths and of the plain ones. `make bench` times them."""

from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.cases import CASES


@pytest.mark.parametrize("name", CASES)
def test_cost(name: str, benchmark: Any, tmp_path: Path) -> None:
    case = CASES[name]
    benchmark.extra_info.update(name=name, each=case.each, units=case.units)
    benchmark(case.make(tmp_path))
