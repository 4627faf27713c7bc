"""The firmware: its headers on a PC, its build for the boards, its layout for the Arduino IDE."""

import re
import subprocess
from pathlib import Path

ARDUINO = Path(__file__).resolve().parents[2] / "arduino"
LIBRARY = ARDUINO / "libraries" / "RigLink"
SOURCES = LIBRARY / "src"
SKETCHES = ("plates", "dowel")
BOARDS = ("uno", "mega", "leonardo")


def run(*command: str | Path) -> str:
    done = subprocess.run(
        command,
        cwd=Path(__file__).parent,
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def properties() -> dict[str, str]:
    lines = (LIBRARY / "library.properties").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_headers_on_a_pc() -> None:
    run("make")
    assert ", 0 failed" in run("build/test_headers")


def test_sketches_build_without_a_warning(tmp_path: Path) -> None:
    printed = run("make", "-C", ARDUINO, f"BUILD={tmp_path}")
    assert "warning:" not in printed
    for board in BOARDS:
        for sketch in SKETCHES:
            assert (tmp_path / board / f"{sketch}.elf").exists()
            assert (tmp_path / board / f"{sketch}.hex").read_text().startswith(":")


def test_library_is_one_that_the_arduino_ide_takes() -> None:
    required = {
        "name",
        "version",
        "author",
        "maintainer",
        "sentence",
        "paragraph",
        "category",
        "url",
        "architectures",
    }
    assert required <= properties().keys()
    assert properties()["name"] == LIBRARY.name
    assert (SOURCES / properties()["includes"]).is_file()


def test_each_sketch_has_the_name_of_its_folder() -> None:
    for sketch in SKETCHES:
        assert [path.name for path in (ARDUINO / sketch).glob("*.ino")] == [f"{sketch}.ino"]


def test_library_and_firmware_have_one_version() -> None:
    header = (SOURCES / "Version.h").read_text()
    numbers = re.findall(r"firmware_(?:major|minor|patch) = (\d+);", header)
    assert ".".join(numbers) == properties()["version"]


def test_hardware_is_named_in_the_board_folder_only() -> None:
    allowed = {"Crc32.h": {"<avr/pgmspace.h>"}}
    for header in SOURCES.glob("*.h"):
        named = set(re.findall(r"#include (<(?:avr/|util/|Arduino).*>)", header.read_text()))
        assert named <= allowed.get(header.name, set()), header.name


def test_serial_of_the_core_is_used_for_usb_only() -> None:
    for source in [*ARDUINO.glob("*/*.ino"), *SOURCES.rglob("*.h")]:
        uses = bool(re.search(r"\bSerial\.", source.read_text()))
        assert uses == (source.name == "UsbLine.h"), source.name
