# Every target is one command of `python -m newsdesk.running`, which makes and enters .venv by itself.

# The first of these that is Python 3.11 or later; NEWSDESK_PYTHON names another.
PYTHON := $(shell for python in "$$NEWSDESK_PYTHON" .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)

ifeq ($(PYTHON),)
newsdesk = @echo "Newsdesk needs Python 3.11 or later, and found none. Install it, or name it: make $@ NEWSDESK_PYTHON=/path/to/python3" >&2; exit 1;
else
newsdesk = @exec "$(PYTHON)" -m newsdesk.running
endif

# `make restore FILE=backup` and `make restore backup` mean the same.
ifeq ($(firstword $(MAKECMDGOALS)),restore)
FILE ?= $(word 2,$(MAKECMDGOALS))
export FILE
.PHONY: $(wordlist 2,9,$(MAKECMDGOALS))
$(wordlist 2,9,$(MAKECMDGOALS)): ; @:
endif

.DEFAULT_GOAL := help
.PHONY: help run test test-long bench scores pictures lint format backup restore translations requirements

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: ## start everything and serve it on http://localhost:8000 (PORT, HOST, NEWSDESK_DATA_DIR, DATABASE_URL)
	$(newsdesk) run

test: ## run the tests on a throw-away PostgreSQL (ARGS="-k words" is handed to pytest)
	$(newsdesk) test

test-long: ## run the long tests: fuzzing, faults, simulations, other browsers
	$(newsdesk) test-long

bench: ## measure how fast everything is, on a site of its own (ARGS="--only review import")
	$(newsdesk) bench

scores: ## count how often texts are read right, beside the figures kept (ARGS="--only dates", ARGS=--write)
	$(newsdesk) scores

pictures: ## take the pictures of the analysts' guide anew
	$(newsdesk) pictures

lint: ## check style, types, import order, templates and translations
	$(newsdesk) lint

format: ## lay the Python code out
	$(newsdesk) format

backup: ## write database and media into one file (FILE=path)
	$(newsdesk) backup

restore: ## read a backup into an empty database (FILE=path; REPLACE=1 overwrites what is there)
	$(newsdesk) restore

translations: ## add new texts to the translation files
	$(newsdesk) translations

requirements: ## pin the newest versions that the .in files allow, and list them in docs/sbom.cdx.json
	$(newsdesk) requirements
