"""What all commands share: errors in one line, exit codes, options, where words go."""

import json
import os
import sys
from typing import Any, NoReturn

import click
from rich.console import Console

from rig.errors import Exit, RigError

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document instead.")


class Group(click.Group):
    """Commands whose errors are one line on standard error and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Runs a command and ends the process."""
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
        except click.Abort:
            code = Exit.WRONG_USE
        except click.exceptions.NoArgsIsHelpError as error:
            print(error.format_message(), file=sys.stderr)
            code = Exit.WRONG_USE
        except click.ClickException as error:
            fail(error.format_message())
            code = Exit.WRONG_USE
        except RigError as error:
            fail(str(error))
            code = error.exit_code
        except BrokenPipeError:  # whoever read our output has gone
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = Exit.DONE
        sys.exit(int(code or Exit.DONE))


def fail(message: str) -> None:
    """One line on standard error."""
    print(f"rig: {' '.join(message.split())}", file=sys.stderr)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    print(json.dumps(document, indent=2))
