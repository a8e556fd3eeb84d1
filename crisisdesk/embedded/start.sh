#!/bin/sh
# Find a Python that is new enough and let it prepare the rest. Called by ./run and ./test.
here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P) || exit 1
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

for python in "$here/.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$python" -c "$new_enough" >/dev/null 2>&1; then
        PYTHONPATH="$here${PYTHONPATH:+:$PYTHONPATH}" exec "$python" -m crisisdesk.embedded.start "$@"
    fi
done
echo "crisisdesk needs Python 3.11 or newer, and found none on the PATH." >&2
exit 1
