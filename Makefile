# make demo    the whole rig on simulated boards
# make test    everything that must pass: lint, types, imports, tests on emulated boards
# make bench   what it costs, beside other packages; writes tests/benchmarks/RATIOS.md
# make score   what it makes of simulated participants; writes tests/score/SCORE.md
# make validate DATA=FOLDER  what it makes of real recordings; writes tests/validation/VALIDATION.md
# make soak    the long form of the tests that promise something over minutes
# make bundle  a folder that runs without Python (PyInstaller), in build/bundle
# make screenshots  every page of the window, in both themes and three sizes, in build/screenshots
# make boards  the real firmware on emulated boards, until Ctrl-C
#
# Each sets up what it needs: a virtual environment in .venv, pinned packages, Debian packages.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
DEV_READY := $(VENV)/ready-dev
BENCH_READY := $(VENV)/ready-bench
BENCHED   := .benchmarks

# As many as there are cores: more of them only slow down those that keep step with a clock.
WORKERS := 2
# The tests start hundreds of programs: each would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

VENV_PACKAGES     := python3-venv
FIRMWARE_PACKAGES := gcc g++ make libc6-dev pkg-config gcc-avr avr-libc binutils-avr \
                     arduino-core-avr libsimavr-dev libelf-dev

# What Qt's own libraries want of the system, a font, and a screen that nobody sees.
SCREEN_PACKAGES   := libgl1 libglib2.0-bin libfontconfig1 fonts-dejavu-core libdbus-1-3 libxkbcommon-x11-0 \
                     libx11-xcb1 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 \
                     libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 xvfb

# In it the pages of reports are looked at; its tests are skipped where it cannot be had.
BROWSER_PACKAGES  := chromium

demo: $(READY)
	$(BIN)/rig demo

test: $(DEV_READY) firmware screen-packages browser-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/tree.py
	$(BIN)/pytest -m "not soak" --numprocesses $(WORKERS) --dist loadgroup --no-loadscope-reorder

soak: $(DEV_READY) firmware screen-packages
	$(BIN)/pytest -m soak --timeout 10800

bench: $(BENCH_READY) screen-packages
	mkdir -p $(BENCHED)
	$(BIN)/pytest -rN tests/benchmarks --benchmark-enable --benchmark-only \
	    --benchmark-timer=time.process_time --benchmark-max-time=0.5 --benchmark-warmup=on \
	    --benchmark-warmup-iterations=3 --benchmark-columns=min,median \
	    --benchmark-json=$(BENCHED)/costs.json
	$(BIN)/python -m tests.benchmarks.latency $(BENCHED)/latency.json
	$(BIN)/python -m tests.benchmarks.whole_engine $(BENCHED)/engine.json
	$(BIN)/python -m tests.benchmarks.table $(BENCHED)/costs.json $(BENCHED)/latency.json \
	    $(BENCHED)/engine.json

score: $(DEV_READY)
	$(BIN)/python -m tests.score.table

validate: $(DEV_READY)
	@test -n "$(DATA)" || { echo "expected make validate DATA=FOLDER: see tests/validation/VALIDATION.md"; exit 2; }
	$(BIN)/python -m tests.validation "$(DATA)"

screenshots: $(DEV_READY) screen-packages
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.gui.screenshots build/screenshots

boards: $(DEV_READY) firmware
	$(BIN)/python -m tests.firmware.emulated

# In an environment of its own: what is frozen is what a user would have installed.
bundle:
	$(PYTHON) -m venv build/bundle-venv
	build/bundle-venv/bin/pip install --quiet --constraint constraints.txt . pyinstaller
	build/bundle-venv/bin/pyinstaller --noconfirm --log-level WARN --distpath build/bundle \
		--workpath build/pyinstaller tools/bundle/hinge-rig.spec
	cp tools/bundle/shortcut.ps1 build/bundle/hinge-rig/
	build/bundle/hinge-rig/rig --version

firmware: firmware-packages
	$(MAKE) -C arduino
	$(MAKE) -C tests/firmware

$(READY): pyproject.toml constraints.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(DEV_READY): pyproject.toml constraints.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $(READY) $@

$(BENCH_READY): $(DEV_READY) tests/benchmarks/peers.txt
	$(BIN)/pip install --quiet --no-deps --requirement tests/benchmarks/peers.txt
	touch $@

# A Debian python3 without python3-venv makes an environment without pip: hence the second try.
$(BIN)/pip:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); tools/need $(VENV_PACKAGES) && $(PYTHON) -m venv $(VENV); }

firmware-packages:
	@tools/need $(FIRMWARE_PACKAGES)

screen-packages:
	@tools/need $(SCREEN_PACKAGES)

browser-packages:
	-@tools/need $(BROWSER_PACKAGES)

clean:
	rm -rf $(VENV) arduino/build tests/firmware/build tests/arduino/build build \
	    $(BENCHED)

.PHONY: demo test bench score validate soak screenshots boards bundle firmware firmware-packages screen-packages browser-packages clean
