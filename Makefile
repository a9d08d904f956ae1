# `make demo` and `make test` need nothing but the Debian packages named in README.md:
# each makes its own virtual environment, and makes it again only when its inputs change.

PYTHON ?= python3
FACTS  ?= examples/demo/facts.yaml

DEMO_VENV := .venv
TEST_VENV := .venv-test
PEERS_VENV := .venv-peers
MUTANTS_VENV := .venv-mutants
DEMO_READY := $(DEMO_VENV)/ready
TEST_TOOLS := $(TEST_VENV)/tools
TEST_WHEEL := $(TEST_VENV)/wheel
TEST_READY := $(TEST_VENV)/ready
PEERS_READY := $(PEERS_VENV)/ready
MUTANTS_READY := $(MUTANTS_VENV)/ready
SPARK_VENV := .venv-spark
SPARK_READY := $(SPARK_VENV)/ready

# Directories are listed too: their time changes when a file is deleted.
WHEEL_INPUTS := pyproject.toml README.md LICENSE .gitignore \
  $(shell find socrules rules calendars -name __pycache__ -prune -o -print)

# With SOCRULES given, the demo runs that program and makes no environment of its own.
ifeq ($(origin SOCRULES),undefined)
SOCRULES := $(DEMO_VENV)/bin/socrules
DEMO_NEEDS := $(DEMO_READY)
endif

DEMO_PACK := luhansk/stationary-services
DEMO_DAY := 2024-10-01
DEMO_CASE = $(DEMO_PACK) fee --facts '$(FACTS)' --on $(DEMO_DAY)
PIP_INSTALL = bin/python -m pip install --quiet --disable-pip-version-check
HAS_HEADERS = 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'

.PHONY: help
help: ## say what the targets do
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 16

.PHONY: demo
demo: $(DEMO_NEEDS) ## decide and explain a fee in two languages (FACTS=file.yaml for other facts)
	@$(SOCRULES) decide $(DEMO_CASE) --lang ru
	@echo
	@$(SOCRULES) decide $(DEMO_CASE) --lang en
	@echo
	@$(SOCRULES) explain $(DEMO_CASE) --lang ru
	@echo
	@$(SOCRULES) explain $(DEMO_CASE) --lang en

.PHONY: test
test: lint ## lint, then test the built wheel with coverage
	SOCRULES_TEST_WHEEL=1 $(TEST_VENV)/bin/pytest -n 2 --cov --cov-report=term --cov-fail-under=100

.PHONY: oracle
oracle: $(TEST_READY) ## compare a hundred thousand situations with the brute-force oracle
	SOCRULES_ORACLE=100000 $(TEST_VENV)/bin/pytest -n 2 tests/oracle

.PHONY: durable
durable: $(TEST_READY) ## hold durable-rules to the evaluator and the timeline, and kill a watch fifty times
	SOCRULES_DURABLE=300 $(TEST_VENV)/bin/pytest -n 2 tests/durable

.PHONY: spark
spark: $(SPARK_READY) check-java ## hold PySpark on a local cluster to the evaluator
	SOCRULES_SPARK=1 PYSPARK_PYTHON=$(abspath $(SPARK_VENV)/bin/python) \
	  $(SPARK_VENV)/bin/pytest -s tests/spark

.PHONY: diff-mutants
diff-mutants: $(TEST_READY) ## compare every pack with a hundred of its slips
	SOCRULES_DIFF_MUTANTS=100 $(TEST_VENV)/bin/pytest -n 2 tests/mutants

.PHONY: lint
lint: $(TEST_READY) ## ruff and mypy
	$(TEST_VENV)/bin/ruff check .
	$(TEST_VENV)/bin/ruff format --check .
	$(TEST_VENV)/bin/mypy --strict --python-executable $(TEST_VENV)/bin/python

.PHONY: venv
venv: $(DEMO_READY) ## an editable install in .venv

.PHONY: reference
reference: $(DEMO_READY) ## write the generated pages of the reference
	$(DEMO_VENV)/bin/python -c 'from socrules.reference import pack_format; print(end=pack_format())' > docs/reference/pack-format.md
	$(DEMO_VENV)/bin/python -c 'from socrules import lint, reference; print(end=reference.lint_checks(lint.CHECKS))' > docs/reference/lint-checks.md
	for kind in pack entries cases events decision diff; do \
	  $(DEMO_VENV)/bin/socrules schema $$kind > docs/reference/schemas/$$kind.json || exit 1; done

.PHONY: source-check
source-check: $(DEMO_READY) ## hold the packs against their documents (DOCS=folder of the five texts)
	@status=0; while read -r pack file; do \
	  $(SOCRULES) source check "$$pack" "$(DOCS)/$$file" || status=1; \
	done < docs/reference/documents.txt; exit $$status

.PHONY: readme
readme: $(DEMO_READY) ## put what is printed now into the examples of README and tutorial
	$(DEMO_VENV)/bin/python tests/support/shown.py README.md README.ru.md docs/tutorial/first-decision.md

.PHONY: bench
bench: $(TEST_READY) ## time deciding, loading, starting and counting days; write the figures down
	@$(TEST_VENV)/bin/python benchmarks/report.py --write
	@$(TEST_VENV)/bin/python benchmarks/populations.py --write
	@$(TEST_VENV)/bin/python benchmarks/working_days.py

.PHONY: bench-peers
bench-peers: $(PEERS_READY) ## time other engines on the same work; write the figures down
	@$(PEERS_VENV)/bin/python benchmarks/peers.py --write
	@$(PEERS_VENV)/bin/python benchmarks/population_peers.py --write

.PHONY: scale
scale: $(TEST_READY) ## decide twenty million people in a gibibyte, draw how the cost grows; write it down
	@$(TEST_VENV)/bin/python benchmarks/scale.py --write

.PHONY: mutate
mutate: $(DEMO_READY) ## try every pack with slips in it; its examples must notice 95 % of them
	@status=0; for pack in $$($(SOCRULES) list | cut -d' ' -f1); do \
	  $(SOCRULES) mutate "$$pack" --fail-under 95 || status=1; done; exit $$status

.PHONY: mutants
mutants: $(MUTANTS_READY) ## change the engine in three hundred places; tests must notice
	@$(MUTANTS_VENV)/bin/python tests/mutants/engine.py

.PHONY: clean
clean: ## remove what make and the tools have made
	rm -rf $(DEMO_VENV) $(TEST_VENV) $(PEERS_VENV) $(MUTANTS_VENV) $(SPARK_VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One line names every missing package, so that one command mends all of it. What is tested has to
# be built too: durable-rules comes as source alone, and is compiled when it is installed.
.PHONY: check-system check-build
check-system check-build:
	@set -- ; \
	command -v git >/dev/null || set -- "$$@" git; \
	test $@ = check-system || command -v gcc >/dev/null || set -- "$$@" gcc; \
	if ! command -v $(PYTHON) >/dev/null; then set -- "$$@" python3 python3-venv; \
	elif ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "$$($(PYTHON) --version) is too old, socrules needs 3.11: make PYTHON=python3.11 ..." >&2; exit 1; \
	elif ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then set -- "$$@" python3-venv; fi; \
	test $@ = check-system || $(PYTHON) -c $(HAS_HEADERS) 2>/dev/null || set -- "$$@" python3-dev; \
	test $$# -eq 0 && exit 0; \
	test "$$(id -u)" -eq 0 && sudo= || sudo='sudo '; \
	echo "missing system packages, run: $${sudo}apt-get install $$*" >&2; exit 1

# Spark runs on Java, which is installed where that is permitted without a password.
.PHONY: check-java check-jdk
check-java:
	@command -v java >/dev/null && exit 0; \
	test "$$(id -u)" -eq 0 && sudo= || sudo='sudo '; \
	if test -z "$$sudo" && apt-get install -y -q default-jre-headless >/dev/null 2>&1; then exit 0; fi; \
	echo "missing system packages, run: $${sudo}apt-get install default-jre-headless" >&2; exit 1

$(DEMO_READY): pyproject.toml | check-system
	$(PYTHON) -m venv $(DEMO_VENV)
	$(DEMO_VENV)/$(PIP_INSTALL) --editable .
	@touch $@

$(TEST_TOOLS): pyproject.toml | check-build
	$(PYTHON) -m venv --clear $(TEST_VENV)
	$(TEST_VENV)/$(PIP_INSTALL) build hatchling
	@touch $@

# The wheel is built from the source archive, so that both are known to be whole.
$(TEST_WHEEL): $(TEST_TOOLS) $(WHEEL_INPUTS)
	rm -rf $@
	$(TEST_VENV)/bin/python -m build --quiet --no-isolation --outdir $@ .
	@touch $@

# Python 3.13 has no PyEval_CallObject, which durable-rules calls; before it the flag is harmless.
$(TEST_READY): export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject
$(TEST_READY): $(TEST_WHEEL)
	wheel=$$(echo $(TEST_WHEEL)/*.whl) && \
	$(TEST_VENV)/$(PIP_INSTALL) "$$wheel[test,dev]" && \
	$(TEST_VENV)/$(PIP_INSTALL) --no-deps --force-reinstall "$$wheel"
	@touch $@

$(PEERS_READY): $(TEST_WHEEL)
	$(PYTHON) -m venv --clear $(PEERS_VENV)
	wheel=$$(echo $(TEST_WHEEL)/*.whl) && $(PEERS_VENV)/$(PIP_INSTALL) "$$wheel[peers]"
	@touch $@

$(SPARK_READY): $(TEST_WHEEL)
	$(PYTHON) -m venv --clear $(SPARK_VENV)
	wheel=$$(echo $(TEST_WHEEL)/*.whl) && \
	$(SPARK_VENV)/$(PIP_INSTALL) "$$wheel[spark]" duckdb hypothesis pytest
	@touch $@

$(MUTANTS_READY): $(TEST_WHEEL)
	$(PYTHON) -m venv --clear $(MUTANTS_VENV)
	wheel=$$(echo $(TEST_WHEEL)/*.whl) && $(MUTANTS_VENV)/$(PIP_INSTALL) "$$wheel[test,mutants]"
	@touch $@
