# Each target calls a module of scripts/, which says what it does. Configuration is by environment: docs/operating.md.
.DEFAULT_GOAL := help
.PHONY: help run test check reset lock screenshots
ARGS ?=

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, bring the database up to date and serve http://localhost:8000
	@sh scripts/with-python run --until-parent-ends

test: ## Install what the tests need and run them all (ARGS="-k words" for some)
	@sh scripts/with-python suite $(ARGS)

check: ## The tests and every other check: lint, format, types, layers, templates, security
	@sh scripts/with-python check $(ARGS)

reset: ## Remove the database, the files and the mail in var/
	@sh scripts/with-python reset

lock: ## Write the lock files anew (ARGS=--upgrade for newer versions)
	@sh scripts/with-python lock $(ARGS)

screenshots: ## Make the pictures of the README
	@sh scripts/with-python suite --prepare-only
	@.venv/bin/python -m scripts.screenshots $(ARGS)
