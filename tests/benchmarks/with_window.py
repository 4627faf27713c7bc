"""The engine as a separate process, with a window that draws: events as a client of its door gets
them, like the window."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from gui.sound.orders import Called, report_of
from rig.stream.api import Decided, Quit, Record, State, Stop
from rig.stream.door import EngineClient
from rig.stream.runfolder import Place
from rig.stream.triggers import Trigger
from rig.trial.event import CONTACT_OFF, CONTACT_ON
from tests.benchmarks.chain import Got
from tests.loudspeaker import HAS_ALSA, Loudspeaker

SCREEN = "1920x1080x24"
WITHIN_S = 20.0
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def with_a_window(ports: dict[str, str], trial: Path, seconds: float) -> Got:
    """Contact events while a trial is recorded and a window of 1920x1080 pixels draws it."""
    environment = dict(os.environ, XDG_DATA_HOME=str(trial.parent))
    return in_a_house(ports, f"bench-{secrets.token_hex(4)}", environment, seconds)


def with_a_lamp(ports: dict[str, str], trial: Path, seconds: float) -> Got:
    """Contact events, and when that window had drawn the lamp of each."""
    environment = dict(os.environ, XDG_DATA_HOME=str(trial.parent))
    drawn: Got = []
    house = partial(drawing, drawn)
    in_a_house(ports, f"bench-{secrets.token_hex(4)}", environment, seconds, window=house)
    return drawn


@contextmanager
def drawing(drawn: Got, *, name: str, env: dict[str, str]) -> Iterator[None]:
    """A window that reports what it has drawn: complete when the window has ended."""
    command = [sys.executable, "-m", "tests.benchmarks.lamp", "--name", name]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = process.stdout
        reader = threading.Thread(target=lambda: drawn.extend(map(tuple, map(json.loads, lines))))
        reader.start()
        try:
            yield
        finally:
            process.terminate()
            reader.join()


def with_a_cue(ports: dict[str, str], trial: Path, seconds: float) -> Got:
    """Losses of contact, and when the sound device had the tone of each, beside that window.

    The caller runs in addition to the window's own: its output can be read here.
    """
    speaker = Loudspeaker(trial.parent) if HAS_ALSA else None
    heard = speaker.environment if speaker else {}
    environment = dict(os.environ, XDG_DATA_HOME=str(trial.parent), **heard)
    name = f"bench-{secrets.token_hex(4)}"
    try:
        with calling_out(name, environment) as called:
            in_a_house(ports, name, environment, seconds)
    finally:
        if speaker:
            speaker.close()
    return [(one.sample, one.called_s) for one in called]


@contextmanager
def calling_out(name: str, env: dict[str, str]) -> Iterator[list[Called]]:
    """What the caller has called out; complete when it has ended."""
    command = [sys.executable, "-m", "gui.cue.caller", name]
    called: list[Called] = []
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        lines = process.stdout

        def read() -> None:
            called.extend(one for one in map(report_of, lines) if isinstance(one, Called))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield called
        finally:
            process.stdin.close()
            reader.join()


def in_a_house(
    ports: dict[str, str],
    name: str,
    environment: dict[str, str],
    seconds: float,
    *,
    window: Callable[..., AbstractContextManager[None]] | None = None,
) -> Got:
    """Contact events at the door of an engine that records while a window draws."""
    window = window or partial(running, "gui")
    boards = ("--plates", ports["plates"], "--dowel", ports["dowel"])
    with (
        screen() as screen_environment,
        running("rig", "engine", *boards, name=name, env=environment),
    ):
        client = entered(Place(name))
        with window(name=name, env=environment | screen_environment):
            got = recorded(client, seconds)
        client.ask(Quit())
        client.close()
    return got


def recorded(client: EngineClient, seconds: float) -> Got:
    """Waits for the boards and the window's first second, records, stores the messages."""
    told(client, until=lambda state: len(state.boards) == 2)
    time.sleep(3.0)
    client.messages()
    client.ask(Record(stop=Trigger.KEY))
    got, end_s = [], time.perf_counter() + seconds
    while time.perf_counter() < end_s:
        for message in client.messages(0.1):
            if isinstance(message, Decided) and message.event.kind in (CONTACT_ON, CONTACT_OFF):
                got.append((message.event.sample, time.perf_counter()))
    client.ask(Stop())
    ended = told(client, until=lambda state: state.last is not None)
    Path(ended.last.path).unlink()
    return got


def told(client: EngineClient, *, until: Callable[[State], Any]) -> State:
    """The first state for which `until` is true."""
    end_s = time.monotonic() + WITHIN_S
    while time.monotonic() < end_s:
        for message in client.messages(0.1):
            if isinstance(message, State) and until(message):
                return message
    raise TimeoutError("the engine did not come so far")


def entered(place: Place) -> EngineClient:
    end_s = time.monotonic() + WITHIN_S
    while not place.is_open():
        if time.monotonic() > end_s:
            raise TimeoutError("the engine did not open its door")
        time.sleep(0.05)
    return EngineClient(place)


@contextmanager
def running(module: str, *words: str, name: str, env: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words, "--name", name], env=env, **QUIET
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """An invisible screen; without Xvfb Qt's own, which is smaller."""
    if not shutil.which("Xvfb"):
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        yield {"DISPLAY": f":{server.stdout.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()
