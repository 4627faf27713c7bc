"""Work on many items: a failure in one does not stop the others."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from rig.analysis.attempt import DIED
from rig.analysis.each import each
from rig.analysis.light import analyse_file
from rig.analysis.parameters import AnalysisParameters
from rig.analysis.records import Analysis
from rig.errors import RigError, UsageError
from tests.analysis.acts import DIES, FAILS, REFUSES, STRANGE, act, meet

WORDS = [f"w{number}" for number in range(12)]
Said = dict[str, object]


def done(words: list[str], **how: object) -> Said:
    said = dict(each(act, words, **how))  # type: ignore[arg-type]
    assert set(said) == set(words)
    return said


def processes_of(said: Said) -> set[int]:
    return {answer[1] for answer in said.values() if isinstance(answer, tuple)}


def test_several_processes_do_all_of_it() -> None:
    said = done(WORDS, workers=2)
    assert {word: answer[0] for word, answer in said.items() if isinstance(answer, tuple)} == {
        word: word.upper() for word in WORDS
    }
    assert os.getpid() not in processes_of(said)


def test_they_work_at_the_same_time(tmp_path: Path) -> None:
    said = dict(each(meet, [tmp_path / "a", tmp_path / "b"], workers=2))
    assert len(set(said.values())) == 2


@pytest.mark.parametrize(("count", "how"), [(3, {}), (12, {"workers": 1}), (1, {"workers": 4})])
def test_few_items_and_one_worker_are_done_here(count: int, how: dict[str, int]) -> None:
    assert processes_of(done(WORDS[:count], **how)) == {os.getpid()}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_fails_is_named_and_the_others_are_done(workers: int) -> None:
    said = done([*WORDS, FAILS, REFUSES], workers=workers)
    assert str(said[REFUSES]) == "expected another word"
    assert "KeyError" in str(said[FAILS])
    assert "\x1b" not in str(said[FAILS])
    assert sum(isinstance(answer, RigError) for answer in said.values()) == 2


def test_a_process_that_dies_costs_only_its_own_item() -> None:
    said = done([*WORDS[:4], DIES, *WORDS[4:], DIES + "-too", STRANGE], workers=2)
    died = {word for word, answer in said.items() if str(answer) == DIED}
    assert died == {DIES, DIES + "-too"}
    assert "it failed" in str(said[STRANGE])
    assert sum(isinstance(answer, tuple) for answer in said.values()) == len(WORDS)


CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 60}
    with LocalCluster(n_workers=2, threads_per_worker=1, **here) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A separate program with two worker processes, on loopback."""
    program = tmp_path_factory.mktemp("cluster") / "cluster.py"
    program.write_text(CLUSTER)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    around = dict(
        os.environ,
        PYTHONPATH=str(Path(__file__).parents[2]),
        DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1",  # what dies, dies sooner
    )
    with subprocess.Popen([sys.executable, str(program)], env=around, **pipes) as cluster:  # type: ignore[call-overload]
        address = cluster.stdout.readline().strip()
        assert address.startswith("tcp://127.0.0.1:"), "the cluster did not start"
        yield address
        cluster.communicate(timeout=30)


def test_a_cluster_does_all_of_it_and_names_what_fails(scheduler: str) -> None:
    assert str(done([DIES], scheduler=scheduler)[DIES]) == DIED
    said = done([*WORDS, FAILS, REFUSES], scheduler=scheduler)
    assert sum(isinstance(answer, RigError) for answer in said.values()) == 2
    assert os.getpid() not in processes_of(said)
    assert "KeyError" in str(said[FAILS])
    assert str(said[REFUSES]) == "expected another word"


def test_a_cluster_finds_in_a_trial_what_is_found_here(
    scheduler: str, trials: dict[str, Path]
) -> None:
    whole = trials["whole"]
    act = partial(analyse_file, AnalysisParameters())
    ((_, found),) = each(act, [whole], scheduler=scheduler)
    assert isinstance(found, Analysis)
    assert repr(found) == repr(act(whole))
    assert len(pickle.dumps(found)) < 30_000


def test_no_scheduler_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rig.analysis.cluster.WITHIN_S", 0.3)
    for address in ("tcp://127.0.0.1:9", "no address"):
        with pytest.raises(UsageError, match="expected a Dask scheduler"):
            done(WORDS, scheduler=address)


def test_one_file_needs_none_of_it() -> None:
    program = "import rig.cli.analyze, rig.analysis.light, sys; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said.returncode == 0
    heavy = {"multiprocessing", "concurrent.futures.process", "distributed", "pyarrow", "sqlite3"}
    assert not heavy & set(said.stdout.split())
