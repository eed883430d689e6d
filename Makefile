# Set-up, the demo, the checks. `make` alone lists them.

BIN := .venv/bin
READY := .venv/ready
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --retries 10
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make requirements'

.DELETE_ON_ERROR:
.PHONY: help setup system demo run test check bench requirements clean

help: ## list what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target meaning; do \
		printf '  make %-13s %s\n' "$$target" "$$meaning"; done

setup: $(READY) ## make .venv with everything in it; done by the others when needed

demo: setup ## show the main job: codes before a camera become visits and a headcount
	@$(BIN)/kiosk demo

run: setup ## start the kiosk
	@$(BIN)/kiosk

hub: setup ## start a hub with the sample plan in out/hub; prints its address and first log-in
	@$(BIN)/kiosk hub --dir out/hub --plan suzhou-center

test: check ## all checks, then all tests
	$(BIN)/pytest --numprocesses 2

check: setup ## style, types, layers and QML, without the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/qml_check.py

bench: setup ## measure speed and memory on this machine, as JSON
	@$(BIN)/python -m bench

soak: setup ## what takes longer than a test may: whole stations with every fault, the sync machine at 3,000 examples
	rm -rf out/soak
	@for seed in 1 2 3 4 5; do \
		$(BIN)/kiosk simulate --kiosks 12 --visitors 10000 --hub auto --faults all --seed $$seed --dir out/soak/$$seed || exit; \
	done
	HYPOTHESIS_PROFILE=soak $(BIN)/pytest --numprocesses 2 tests/sync

requirements: setup ## choose new versions of all dependencies, and pin them
	$(PIP_INSTALL) --quiet uv
	$(BIN)/$(COMPILE) --upgrade --extra hub --group dev pyproject.toml --output-file requirements/dev.txt
	$(BIN)/$(COMPILE) --constraints requirements/dev.txt pyproject.toml --output-file requirements/kiosk.txt
	$(BIN)/$(COMPILE) --constraints requirements/dev.txt --group hub-alone --output-file requirements/hub.txt

clean: ## remove everything that was made here
	rm -rf .venv out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Every start looks at the machine, which takes no time; pip runs again when what it installs has changed.
$(READY): requirements/dev.txt pyproject.toml | system .venv/bin/pip
	$(PIP_INSTALL) --only-binary :all: --require-hashes --requirement requirements/dev.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/bin/pip: | system
	"$$(tools/find-python.sh)" -m venv .venv

system:
	@tools/system-packages.sh
