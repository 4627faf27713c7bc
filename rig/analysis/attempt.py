"""A piece of work on a file, and its result or the reason why it failed."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from rig.errors import RigError, UsageError
from rig.plain import plain

Item = TypeVar("Item")
Result = TypeVar("Result")
Act = Callable[[Item], Result]
Answers = Iterator[tuple[Item, Result | RigError]]

DIED = "the process that read it died: look at this file by itself"


def attempt(act: Act[Item, Result], item: Item) -> Result | RigError:
    """The result of `act` for an item, or why it fails."""
    try:
        return act(item)
    except Exception as error:  # one file must not end the work on the others
        return as_words(error)


def as_words(error: BaseException) -> RigError:
    """An error as one line; an unexpected one is named by its type."""
    return error if isinstance(error, RigError) else UsageError(f"it failed: {plain(repr(error))}")
