"""A file that is no recording gives one line and exit code 2, and leaves nothing behind."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rig.errors import UsageError
from tests.command import expect_one_line, rig
from tests.importing.made import c3d_of, cells_csv, imported, opensim, sto_of, stood

HEAD = "time_s,left_heel,left_toe,right_heel,right_toe\n"


def rows(of: Callable[[int], str], count: int = 300) -> str:
    return "".join(of(number) + "\n" for number in range(count))


NONSENSE: dict[str, tuple[str, bytes | str, str]] = {
    "empty": ("a.csv", "", "empty"),
    "header alone": ("a.csv", HEAD, ""),
    "comments alone": ("a.csv", "# nothing\n# here\n", "time_s"),
    "no numbers": ("a.csv", HEAD + rows(lambda n: f"{n},a,b,c,d"), "numbers"),
    "one column": ("a.csv", "time_s\n" + rows(lambda n: f"{n / 100}"), "left_heel"),
    "no header": ("a.csv", rows(lambda n: f"{n / 100},1,2,3,4"), "header"),
    "semicolons": ("a.csv", HEAD.replace(",", ";") + "0;1;2;3;4\n", "semicolons"),
    "ragged": ("a.csv", HEAD + rows(lambda n: f"{n / 100},9,9" + ",9" * (n % 3)), "rows"),
    "kilonewtons": ("a.csv", HEAD + rows(lambda n: f"{n / 100},.2,.2,.2,.2"), "newtons"),
    "millinewtons": ("a.csv", HEAD + rows(lambda n: f"{n / 100},2e5,2e5,2e5,2e5"), "newtons"),
    "all missing": ("a.csv", HEAD + rows(lambda n: f"{n / 100},nan,nan,nan,"), "no sample"),
    "no times": ("a.csv", HEAD + rows(lambda _: "nan,200,200,200,200"), "time"),
    "infinite": ("a.csv", HEAD + rows(lambda n: f"{n / 100},inf,200,-inf,200"), "no sample"),
    "descending": ("a.csv", HEAD + rows(lambda n: f"{9 - n / 100},200,200,200,200"), "ascend"),
    "standing time": ("a.csv", HEAD + rows(lambda _: "1,200,200,200,200"), "ascend"),
    "milliseconds": ("a.csv", HEAD + rows(lambda n: f"{n * 10},200,200,200,200"), "seconds"),
    "a leap of years": (
        "a.csv",
        HEAD + rows(lambda n: f"{n / 100 + (n > 99) * 1e8},9,9,9,99"),
        "48",
    ),
    "too slow": ("a.csv", HEAD + rows(lambda n: f"{n / 10},200,200,200,200"), "25 to 10000"),
    "too short": ("a.csv", HEAD + rows(lambda n: f"{n / 100},200,200,200,200", 5), "0.1 s"),
    "each second one missing": (
        "a.csv",
        HEAD + rows(lambda n: f"{n / 100},200,200,200,{'200' if n % 2 else ''}"),
        "in a row",
    ),
    "twice": ("a.csv", HEAD.replace("left_toe", "left_heel") + "0,1,2,3,4\n", "once"),
    "Latin-1": ("a.csv", b"time_s,\xfcber\n0,1\n", "UTF-8"),
    "NUL": ("a.csv", b"\0" * 5000, "text"),
    "picture": ("a.c3d", b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, "C3D"),
    "short c3d": ("a.c3d", b"\x02", "C3D"),
    "zeros behind the key": ("a.c3d", b"\x02P" + b"\0" * 5000, "C3D"),
    "no endheader": ("a.mot", "a\nb\n", "endheader"),
    "no rows": ("a.sto", "a\nendheader\ntime\tground_force_vy\n", "rows"),
    "separators alone": ("a.sto", "a\nendheader\ntime\tx_vy\n\x1f\n", "rows"),
    "no forces": ("a.sto", "a\nendheader\ntime\tknee\n" + rows(lambda n: f"{n}\t1"), "force"),
    "cut off": ("a.sto", "nRows=900\nendheader\ntime\tx\n" + rows(lambda n: f"{n}\t1"), "cut off"),
    "another format": ("a.xlsx", "PK", ".csv"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused(tmp_path: Path, name: str) -> None:
    file, content, says = NONSENSE[name]
    path = tmp_path / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsageError) as refused:
        imported(path)
    said = str(refused.value)
    assert says in said
    assert "\n" not in said
    assert "Error" not in said
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    path, out = tmp_path / "a.csv", tmp_path / "a.h5"
    path.write_text("time_s,left_heel\n0,1\n")
    expect_one_line(rig("import", path, "--out", out), 2, "expected", "left_toe", "a.csv")
    expect_one_line(rig("import", tmp_path, "--out", out), 2, "expected a file")
    (tmp_path / "b.csv").mkdir()
    expect_one_line(rig("import", tmp_path / "b.csv", "--out", out), 2, "a folder")
    expect_one_line(rig("import", tmp_path / "c.csv", "--out", out), 2, "expected a file")
    assert not out.exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path, out = cells_csv(tmp_path / "a.csv", stood()), tmp_path / "a.h5"
    out.write_text("mine")
    expect_one_line(rig("import", path, "--out", out), 2, "exists already")
    assert out.read_text() == "mine"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(UsageError, match="at most 1 GB"):
        imported(path)


def test_a_c3d_file_that_breaks_its_reader(tmp_path: Path) -> None:
    """ezc3d crashes on some of these, or never returns."""
    whole = c3d_of(tmp_path / "whole.c3d", stood(), 2).read_bytes()
    for number, at in enumerate((0, 512, 530, 700, 1024)):
        path = tmp_path / f"{number}.c3d"
        path.write_bytes(whole[:at] + b"\x02P" + b"\xff" * 600 + whole[at + 602 :])
        with pytest.raises(UsageError) as refused:
            imported(path)
        assert len(str(refused.value).splitlines()) == 1


CELLS = st.sampled_from(["", "nan", "1", "-3", "250.5", "1e9", "x", "inf", '"', "0.01", "\u00e4"])
LINES = st.lists(CELLS, max_size=6).map(",".join)
TEXT = st.lists(LINES, max_size=12).map("\n".join) | st.text(max_size=200)


@given(
    head=st.sampled_from([HEAD, "", "fz_n,cop_ap_mm,time\n", "t,left_fz,left_cop_ap_m\n"]),
    text=TEXT,
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_imported_or_refused(tmp_path: Path, head: str, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((head + text).encode("utf-8", "surrogatepass"))
    with suppress(UsageError):
        imported(path)


@given(text=TEXT, labels=st.sampled_from(["time\tl_vy\tl_px\tl_py\tl_pz", "time", "", "a b"]))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_of_opensim_is_imported_or_refused(tmp_path: Path, text: str, labels: str) -> None:
    path = tmp_path / "a.mot"
    body = text.replace(",", "\t")
    path.write_bytes(f"endheader\n{labels}\n{body}".encode("utf-8", "surrogatepass"))
    with suppress(UsageError):
        imported(path)


def test_vertical_as_forward_is_refused(tmp_path: Path) -> None:
    path = sto_of(tmp_path / "a.mot", opensim(stood(), ("a", "b")))
    with pytest.raises(UsageError, match="vertical"):
        imported(path, forward="y")
