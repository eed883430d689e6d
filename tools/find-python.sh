#!/bin/sh
# Prints the Python that .venv is made from: $PYTHON if it is set, else the first that is new enough.
set -eu

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

for python in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
    if "$python" -c "$new_enough" 2>/dev/null; then
        command -v "$python"
        exit
    fi
done

if [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON is no Python 3.11 or newer: give the path of one, or unset PYTHON." >&2
else
    echo "No Python 3.11 or newer was found. Install one (on Debian 12: apt-get install python3 python3-venv)," >&2
    echo "or name yours: make setup PYTHON=/path/to/python3" >&2
fi
exit 1
