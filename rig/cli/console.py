"""Common to all commands: errors in one line, exit codes, options, output streams."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click
from rich.console import Console

from rig.errors import Exit, RigError, UsageError
from rig.plain import plain
from rig.trial.abandoned import abandoned

if TYPE_CHECKING:
    from rig.store.log import Use

LONGEST_REMARK = 2000


class _Answers:
    """Standard output. Failing to write to it is an error in one line."""

    def write(self, text: str) -> int:
        """Writes immediately, so that a failure is seen here and not when Python exits."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise UsageError(f"cannot write the answer: {error.strerror}") from error
        except (AttributeError, ValueError) as error:  # there is none, or it was closed
            raise UsageError("cannot write the answer: standard output is closed") from error
        return len(text)

    def flush(self) -> None:
        """Nothing is left to write."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stdout, name)


class _Remarks:
    """Standard error. Failing to write to it never ends a recording."""

    def write(self, text: str) -> int:
        """Writes if possible."""
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):  # gone, full, closed, or there is none
            pass
        return len(text)

    def flush(self) -> None:
        """Nothing is left to write."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stderr, name)


_answers, _remarks = _Answers(), _Remarks()
# Text of files and boards is not markup: brackets in it stay brackets.
_as_it_is: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
out = Console(file=_answers, **_as_it_is)  # type: ignore[arg-type]  # what of a file rich uses
err = Console(file=_remarks, **_as_it_is)  # type: ignore[arg-type]

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document instead.")


class Group(click.Group):
    """Commands whose errors are one line on standard error and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Runs a command and ends the process."""
        _hold_standard_streams()
        for stream in (sys.stdout, sys.stderr):
            _never_fail_to_encode(stream)
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
        except click.exceptions.NoArgsIsHelpError as error:
            _remarks.write(error.format_message() + "\n")
            code = Exit.WRONG_USE
        except click.ClickException as error:
            fail(error.format_message())
            code = Exit.WRONG_USE
        except RigError as error:
            fail(str(error))
            code = error.exit_code
        except BrokenPipeError:  # the reader of the output has gone
            code = Exit.DONE
        _leave(int(code or Exit.DONE))

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; Ctrl-C with nothing to finish ends it with a message."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise UsageError("stopped before anything was recorded") from error


def _hold_standard_streams() -> None:
    """If one of them is closed, the next file to be opened would replace it, and output of
    libraries would go into a trial."""
    if os.name != "posix":
        return
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one


def _never_fail_to_encode(stream: TextIO) -> None:
    if hasattr(stream, "reconfigure"):  # a file's name may have letters that a terminal lacks
        stream.reconfigure(errors="backslashreplace")


def _leave(code: int) -> NoReturn:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except ValueError:  # closed
        pass
    except OSError:  # Python would try again at its exit, and report it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if abandoned:
        os._exit(code)
    sys.exit(code)


def fail(message: str) -> None:
    """One line on standard error."""
    _remarks.write(f"rig: {plain(' '.join(message.split()), LONGEST_REMARK)}\n")


def note_used(what: "Use", trials: Iterable[Path] | Mapping[Path, str]) -> None:
    """Logs a use in the store of the trials; a failure to log is printed, and does not prevent the
    answer."""
    from rig.store.log import note_use  # not for every start of the program

    if problem := note_use(what, trials):
        fail(problem)


def bell() -> None:
    """A sound for the person at the terminal; rich omits it if standard error is no terminal."""
    err.bell()


def print_line(line: str) -> None:
    """One line on standard output, immediately."""
    _answers.write(line + "\n")


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    print_line(json.dumps(document, indent=2))
