# make run: install and start the assistant. make test: install and pass every test. make help: the rest.
SHELL := /bin/bash
# A test that fails before a pipe is a failure.
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3.11
UV := .tools/bin/uv
RRN := .venv/bin/rrn
export RASA_TELEMETRY_ENABLED := false

.PHONY: help install setup run test test-web test-browser check screenshots evaluate replay-check install-deploy run-scaled roll test-deploy check-order check-order-stock bench

help: ## Show this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

$(UV): requirements-uv.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed ('$(PYTHON)' was not found). Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $(UV)

install: $(UV) ## Install from the hash-pinned lock
	@$(UV) sync --quiet --frozen --compile-bytecode --python $(PYTHON) && $(UV) sync --quiet --frozen --compile-bytecode --project web --python $(PYTHON) || { df -Pk . | awk 'NR==2 && $$4 < 3000000 {print "The disk has less than 3 GB free; make room and try again."}'; exit 1; }

setup: install ## Install and train
	@$(RRN) train

run: install ## Install, train where needed, and start the assistant
	@$(RRN) run

check: install ## Formatting, lint and types
	@.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy && cd web && .venv/bin/mypy

test: check setup ## Install and pass every test
	@.venv/bin/pytest
	@PYTHONWARNINGS=ignore .venv/bin/rasa test core --model $$(.venv/bin/rrn model) --stories tests/conversations --endpoints endpoints.yml --out results/conversations --fail-on-prediction-errors --no-plot 2>&1 | tail -n 12
	@$(MAKE) --no-print-directory test-web test-browser

test-web: setup ## The front: its parts, and its API on the running stack
	@tests/browser-tools.sh
	@cd web && .venv/bin/pytest --ignore tests/browser

test-browser: setup ## The widget, the staff page and the frames in Chromium
	@tests/browser-tools.sh
	@cd web && .venv/bin/pytest tests/browser

screenshots: setup ## Take the pictures of docs/screenshots
	@tests/browser-tools.sh
	@cd web && .venv/bin/pytest tests/browser/screenshots.py

evaluate: setup ## Report on the held-out questions, beside Rasa's default pipeline (takes over an hour)
	@$(RRN) evaluate --out docs/evaluation

replay-check: setup ## Record 10,000 turns, replay them and explain some (takes a few minutes)
	@.venv/bin/python -m commands.replay_check 10000

install-deploy: setup
	@deploy/engine-tools.sh
	@$(UV) sync --quiet --frozen --project deploy --python $(PYTHON)

run-scaled: install-deploy ## Two replicas behind nginx on this machine, with PostgreSQL, Redis and RabbitMQ (docs/scaling.md)
	@cd deploy && exec .venv/bin/python -m scaled run

roll: ## A new model goes live, replica by replica, where run-scaled runs
	@cd deploy && .venv/bin/python -m scaled roll

test-deploy: install-deploy ## The scaled set-up: the replicas behind nginx, the check of order and loss, the container files
	@cd deploy && .venv/bin/mypy && .venv/bin/pytest

check-order: install-deploy ## 10,000 messages, three at a time: in order, none lost, none doubled, while replicas come and go
	@cd deploy && .venv/bin/python -m order

check-order-stock: install-deploy ## The same check on two processes of stock Rasa; it has to find messages that are lost
	@cd deploy && .venv/bin/python -m order --stock --messages 600

bench: setup ## Measure beside Rasa's default configuration and the floor (PARTS=turn,flat OUT=folder)
	@$(UV) sync --quiet --frozen --group bench --compile-bytecode --python $(PYTHON)
	@PYTHONPATH=. PYTHONWARNINGS=ignore TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1 .venv/bin/python -m benchmarks $(if $(PARTS),--parts $(PARTS)) $(if $(OUT),--out $(OUT))
