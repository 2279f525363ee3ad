# Two commands do everything: `make site` and `make test`. Without make: see README.md, "Without make".
EDITION ?= demo
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: site test serve audit check lint format bench bench-full lock notebooks-clean clean

site: $(STAMP)
	$(BIN)/regioboek build $(EDITION)

test: $(STAMP)
	$(BIN)/python -m pytest -n 3 --dist loadfile

serve: $(STAMP)
	$(BIN)/regioboek serve $(EDITION)

audit: $(STAMP)
	$(BIN)/regioboek audit $(EDITION) --sample 10

check: $(STAMP)
	$(BIN)/regioboek check $(EDITION)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Every benchmark at the size of CI: that it works, and its tables. The figures say nothing.
BENCHMARKS := findings engine profile_page growth scale edition lost_worker
bench: $(STAMP)
	set -e; for name in $(BENCHMARKS); do echo "== $$name"; \
	  $(BIN)/python benchmarks/$$name.py --small --json _build/benchmarks/$$name.json; done

# The reference run, for a machine that does nothing else: some 12 minutes on 2 cores. Then the documents quote it.
bench-full: $(STAMP)
	set -e; for name in $(BENCHMARKS); do echo "== $$name"; \
	  $(BIN)/python benchmarks/$$name.py --json benchmarks/results/$$name.json; done
	$(BIN)/python benchmarks/report.py

# Needs uv; see CONTRIBUTING.md.
lock:
	uv pip compile pyproject.toml --all-extras --universal --fork-strategy fewest --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links -o requirements.lock

clean:
	rm -rf _build

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else f'regioboek needs Python 3.11 to 3.13, this is {sys.version.split()[0]}; try make PYTHON=python3.12')"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)
