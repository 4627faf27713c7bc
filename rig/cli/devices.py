"""rig devices."""

from typing import Any

import click
from rich.table import Table

from rig.cli.console import fail, json_option, out, print_json
from rig.device.board import Board
from rig.device.discovery import Found, find_boards
from rig.device.hosttime import WallTime
from rig.device.port import system_ports
from rig.errors import Exit


@click.command()
@json_option
def devices(as_json: bool) -> int:
    """List every port that answers as a board of the rig."""
    ports = system_ports()
    found = find_boards(ports, WallTime())
    found.close()
    if as_json:
        rows = [_row(board) for board in found.boards]
        print_json({"devices": rows, "problems": found.problems})
    elif found.boards:
        out.print(_table(found))
    for problem in found.problems:
        fail(problem)
    if not ports:
        fail("no serial port found: connect the plates or the dowel board by USB")
    return Exit.DONE if found.boards else Exit.DEVICE_FAILED


def _row(board: Board) -> dict[str, Any]:
    info = board.info
    return {
        "port": board.port.url,
        "role": info.role,
        "serial": info.serial,
        "firmware": info.firmware_version,
        "channels": info.channels,
        "columns": list(info.columns),
        "sample_rate_hz": info.sample_rate_hz,
        "adc_reference_v": info.adc_reference_v,
        "volts_per_count": info.volts_per_count,
        "oversampling": info.oversampling,
    }


def _table(found: Found) -> Table:
    table = Table("role", "port", "serial", "firmware", "channels", "rate")
    for board in found.boards:
        info = board.info
        table.add_row(
            info.role,
            board.port.url,
            info.serial,
            info.firmware_version,
            ", ".join(info.columns),
            f"{info.sample_rate_hz} Hz",
        )
    return table
