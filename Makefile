# Two commands on a fresh machine: `make run` and `make test`. Both make their own environment in .venv.
PYTHON ?= python3.11
EXTRAS ?=
# How many processes run the tests.
TESTERS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
VENV := .venv
BIN := $(VENV)/bin
# uv where there is one; otherwise it is fetched into the private environment.
UV = $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)

# Trust what the machine trusts: a registry behind a company's own certificate works, too. (Older uv knows the second name.)
export UV_SYSTEM_CERTS ?= 1
export UV_NATIVE_TLS ?= 1

.DEFAULT_GOAL := help
.PHONY: help install run test lint bench soak eval eval-page eval-fit encoder encoder-eval reranker feeds-eval briefing-eval corpus-check clean

help: ## Say what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "steppe needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@command -v uv >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing what steppe needs into $(VENV) ..."
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/.dev: tests/requirements.lock $(VENV)/.run
	@echo "installing what the tests need into $(VENV) ..."
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r tests/requirements.lock
	@touch $@

install: $(VENV)/.run ## Make the environment in .venv (EXTRAS=openai adds a model provider)
	@test -z "$(EXTRAS)" || $(UV) pip install --quiet --python $(BIN)/python -c tests/requirements.lock $(foreach e,$(EXTRAS),'.[$(e)]')

run: $(VENV)/.run ## Run the bot; without a Telegram token, open the product locally
	@$(BIN)/python -m bot start

test: $(VENV)/.dev lint ## Check the code and run all quick tests
	@$(BIN)/python -m pytest -n $(TESTERS) --dist worksteal

lint: $(VENV)/.dev ## ruff, mypy and the import rules
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev ## Print the benchmarks: ratios within one run
	@$(BIN)/python -m tests.benchmarks

eval: $(VENV)/.run ## Measure answers, refusals and three baselines on the question sets (ten minutes on two cores)
	@STEPPE_DATA_DIR=$$(mktemp -d) $(BIN)/steppe eval

eval-page: $(VENV)/.run ## The same, and write tests/evals/RESULTS.md with its numbers and picture
	@STEPPE_DATA_DIR=$$(mktemp -d) $(BIN)/steppe eval --write tests/evals --picture deploy/pictures/risk-coverage.png

eval-fit: $(VENV)/.run ## Fit the decision to answer again: after new questions or another encoder
	@STEPPE_DATA_DIR=$$(mktemp -d) $(BIN)/steppe eval --fit knowledge/calibration.json

soak: $(VENV)/.dev ## Send 10,000 random texts, ask 30 questions a second, deliver 10,000 briefings through kills (half an hour)
	@$(BIN)/python -m tests.bot.random_texts 10000
	@$(BIN)/python -m tests.benchmarks load deliveries kills

encoder: $(VENV)/.dev ## Train the built-in encoder again (needs the data folder, see knowledge/encoder/CARD.md)
	@test -x $(VENV)-train/bin/python || $(PYTHON) -m venv $(VENV)-train
	@$(VENV)-train/bin/python -m pip install --quiet -r knowledge/encoder/requirements-train.txt
	@$(VENV)-train/bin/python -m knowledge.encoder.train

reranker: $(VENV)/.run ## Train the reranker again (needs the data folder; two hours), then fit the decision on it with make eval-fit
	@test -x $(VENV)-train/bin/python || $(PYTHON) -m venv $(VENV)-train
	@$(VENV)-train/bin/python -m pip install --quiet -r knowledge/reranker/requirements-train.txt
	@found=$$(mktemp) && $(BIN)/python -m knowledge.measure.found $$found && $(VENV)-train/bin/python -m knowledge.reranker.train --found $$found

encoder-eval: $(VENV)/.dev ## Print the encoder's table
	@$(BIN)/python -m knowledge.encoder.evaluate

feeds-eval: $(VENV)/.run ## Measure which items of feeds are found to be on the topic
	@$(BIN)/python -m knowledge.feeds.evaluate

briefing-eval: $(VENV)/.run ## Measure how well reports of one event are gathered
	@$(BIN)/python -m knowledge.briefing.evaluate

corpus-check: $(VENV)/.run ## Check the dossier: sources, twins, numbers, dates
	@$(BIN)/python -m knowledge.corpus_check

clean: ## Remove the environments and all caches
	@rm -rf $(VENV) $(VENV)-train build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
