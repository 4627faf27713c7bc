"""An LSL client as a process: records the rig's streams until its standard input ends.

    python -m tests.lsl_client OUT.npz STREAM...

Prints `ready` when it is connected to all of them and has samples of each that sends at a steady
rate. For each stream it stores stamps and values, and `lsl_minus_host_s`: LSL's clock minus the
rig's on this computer.
"""

import sys
import threading
from contextlib import suppress

import numpy as np
import pylsl

from rig.device.hosttime import WallTime
from rig.stream.lsl import lsl_minus_host_s


def main(path: str, names: list[str]) -> None:
    inlets = {name: connect(name) for name in names}
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    stamps: dict[str, list[float]] = {name: [] for name in names}
    values: dict[str, list[list[object]]] = {name: [] for name in names}
    steady = [name for name in names if inlets[name].info().nominal_srate() > 0]
    got, ready = True, False
    while got or not ended.wait(0.05):
        got = False
        for name, inlet in inlets.items():
            with suppress(pylsl.util.LostError):  # the recording is over, and so is its stream
                rows, times = inlet.pull_chunk(timeout=0.0, max_samples=5000)
                stamps[name] += times
                values[name] += rows
                got = got or bool(times)
        if not ready and all(stamps[name] for name in steady):
            ready = True
            print("ready", flush=True)
    kept = {f"{name}_stamps": np.array(stamps[name]) for name in names}
    kept |= {f"{name}_values": np.array(values[name]) for name in names}
    np.savez(path, lsl_minus_host_s=lsl_minus_host_s(WallTime(), pylsl.local_clock), **kept)


def connect(name: str) -> pylsl.StreamInlet:
    (found,) = pylsl.resolve_byprop("name", name, 1, 30.0)
    inlet = pylsl.StreamInlet(found, max_buflen=60, recover=False)
    info = inlet.info(10.0)
    inlet.open_stream(10.0)
    print(info.as_xml().replace("\n", ""), flush=True)
    return inlet


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
