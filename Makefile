# Everything a new user or engineer types. `make demo` and `make test` need only Python 3.11+ and this folder.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo pictures test histories real real-bluesky real-misago real-snac check lint types docs wheel constraints clean

demo: $(READY)
	$(BIN)/moderator demo --out demo-output

# The pictures in the README, from what the demo left; needs Chromium.
pictures: $(READY)
	$(BIN)/python tests/demo/take_pictures.py demo-output docs/pictures

# One file's tests stay together; two processes, for two cores.
test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile

# A thousand random lives of an account for every platform with a stand-in; the suite above tries eight of each. On the
# real servers a life takes seconds, so they are left out here.
histories: $(READY)
	HISTORIES=1000 $(BIN)/python -m pytest tests/connectors -n 2 -k nothing_is_lost -m "not real"

# What the tests of real servers start, on a Debian machine of which one is root: a build machine, not the service's.
real:
	tests/install_real_servers.sh
	$(MAKE) real-bluesky
	$(MAKE) real-misago
	-$(MAKE) real-snac

# A whole Bluesky network for the tests, in .real/ (700 MB); needs g++, make, PostgreSQL and Redis.
real-bluesky: $(READY)
	tests/connectors/bluesky/install.sh $(BIN)/python .real

# A Misago message board for the tests, in .real/ (225 MB), with a Python of its own; needs PostgreSQL.
real-misago: $(READY)
	tests/connectors/misago/install.sh $(BIN)/python .real

# A small server that speaks Mastodon's language, in .real/; from Debian, without installing it on the machine.
real-snac:
	tests/connectors/snac/install.sh .real

check: lint types test

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

docs: $(READY)
	$(BIN)/python -m pytest tests/test_docs.py

wheel: $(READY)
	$(BIN)/python -m build --wheel

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "moderator needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt -e '.[dev]'
	touch $(READY)

constraints: $(READY)
	( echo "# Every version this project was tested with. Regenerate with: make constraints"; \
	  $(BIN)/python -m pip freeze --all --exclude pip --exclude-editable | sed 's/+cpu$$//' | sort -f ) > constraints.txt.new
	mv constraints.txt.new constraints.txt

clean:
	rm -rf $(VENV) build dist demo-output
