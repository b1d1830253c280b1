# Every target makes the virtual environment by itself the first time. Needs Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PO := $(wildcard locales/*/LC_MESSAGES/elshi.po)
MO := $(PO:.po=.mo)

.DEFAULT_GOAL := help
.PHONY: help demo run test check format translations lock audit bench bench-reading soak screenshots clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# Runtime packages, each checked against its hash; the project itself is installed editable, without looking anything up.
$(VENV)/runtime: requirements.txt pyproject.toml
	@echo "Preparing the virtual environment (once)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip -q
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.txt
	@echo "Preparing the test tools (once)…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

%.mo: %.po $(VENV)/runtime
	@$(BIN)/pybabel -q compile -i $< -o $@

demo: $(VENV)/runtime $(MO) ## the whole product on this machine: no token, no internet
	@exec $(BIN)/elshi demo $(ARGS)

run: $(VENV)/runtime $(MO) ## the real bot; needs BOT_TOKEN (see README)
	@exec $(BIN)/elshi run $(ARGS)

test: $(VENV)/dev $(MO) ## all tests
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/dev $(MO) ## lint, format, types, layers, translations, all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ARGS)

format: $(VENV)/dev ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations: $(VENV)/dev ## take new sentences into locales/*/LC_MESSAGES/elshi.po
	$(BIN)/pybabel -q extract -F locales/babel.cfg --no-default-keywords -k tr -k n:1,2 --add-location=file -w 100 \
	    --omit-header -o locales/elshi.pot handlers
	$(BIN)/pybabel -q update -i locales/elshi.pot -d locales -D elshi -w 100 --no-fuzzy-matching --ignore-obsolete \
	    --ignore-pot-creation-date

lock: ## pin every package with its hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras pyproject.toml --group build -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras pyproject.toml --group build --group dev -o requirements-dev.txt

audit: $(VENV)/dev ## ask whether a pinned package has a known hole (online; installs pip-audit beside, not into .venv)
	@test -x $(VENV)-audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)-audit && $(VENV)-audit/bin/pip install -q pip-audit; }
	$(VENV)-audit/bin/pip-audit -r requirements.txt --require-hashes --disable-pip --progress-spinner off

bench: $(VENV)/dev $(MO) ## speed and memory, each as a ratio to a floor measured in the same run
	$(BIN)/python -m bench

bench-reading: $(VENV)/dev ## how well announcements are read
	$(BIN)/python -m bench.reading $(ARGS)

soak: $(VENV)/dev $(MO) ## a national day on the fast clock (docs/soak.md); ELSHI_SOAK=0.05 is a twentieth
	$(BIN)/python -m bench.soak

screenshots: $(VENV)/dev $(MO) ## draw docs/images/ anew (needs Chromium)
	ELSHI_SCREENSHOTS=1 $(BIN)/python -m pytest -m chromium $(ARGS)

clean: ## remove what was made here
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info $(MO)
