"""Measurements on a person are for their owner only, whatever the computer's settings."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.trial import private
from rig.trial.folder import concerns
from rig.trial.private import acl_words, keep_private, make_folder, new_file

posix = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")


@pytest.fixture(params=[0o000, 0o077], ids=["loose umask", "tight umask"])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.usefixtures("_umask")
def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    os.close(new_file(path))
    assert mode(path) == 0o600
    with pytest.raises(FileExistsError):
        new_file(path)


@posix
@pytest.mark.usefixtures("_umask")
def test_all_folders_that_are_made_are_for_their_owner_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_folder(tmp_path / "a" / "b" / "c")
    for folder in ("a", "a/b", "a/b/c"):
        assert mode(tmp_path / folder) == 0o700
    assert mode(tmp_path) == 0o755, "what was there is not ours to close"
    make_folder(tmp_path / "a")
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "file")


@posix
def test_what_was_left_open_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "t.h5"
    file.touch(mode=0o644)
    tmp_path.chmod(0o755)
    assert keep_private(file) == ""
    assert keep_private(tmp_path) == ""
    assert (mode(file), mode(tmp_path)) == (0o600, 0o700)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="a file that has no owner here")
def test_a_disk_that_keeps_nobody_out_is_said_and_no_error() -> None:
    for path in (Path("/proc/self/status"), Path("/proc/nobody-here")):
        assert f"may be able to read {path}" in keep_private(path)
        assert [f"may be able to read {path}" in words for words in concerns(path)] == [True]


def test_the_acl_lets_in_the_owner_the_system_and_its_administrators(tmp_path: Path) -> None:
    """The command for Windows, untested on Windows."""
    file = tmp_path / "a b; & del.h5"
    file.touch()
    program, path, *rest = acl_words(file)
    assert Path(program).name == "icacls.exe"
    assert path == str(file.resolve()), "one argument, whatever is in it"
    grants = ["*S-1-5-18:F", "*S-1-5-32-544:F", "*S-1-3-4:F"]
    assert rest == ["/inheritance:r", "/grant:r", *grants, "/q"]
    assert "*S-1-3-4:(OI)(CI)F" in acl_words(tmp_path)


@posix
@pytest.mark.parametrize(("code", "kept"), [(0, True), (5, False), (None, False)])
def test_where_the_acl_fails_it_is_said(
    code: int | None, kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole path for Windows, with a substitute for its program."""
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    said = tmp_path / "said"
    program = tmp_path / "System32" / "icacls.exe"
    program.parent.mkdir()
    if code is not None:
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{said}"\nexit {code}\n')
        program.chmod(0o700)
    monkeypatch.setattr(sys, "platform", "win32")
    words = private.keep_private(tmp_path / "t.h5")
    assert (words == "") is kept
    if code is not None:
        assert said.read_text().splitlines() == acl_words(tmp_path / "t.h5")[1:]
