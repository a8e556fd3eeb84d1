"""From any Python that is new enough into the project's own environment, then on to a command."""

from __future__ import annotations

import sys

from crisisdesk.embedded import installation

PREPARED = {
    "run": ("crisisdesk.embedded.launcher", (installation.RUNTIME,)),
    "test": ("crisisdesk.embedded.checks", (installation.RUNTIME, installation.TESTS)),
}


def main(command: str, *arguments: str) -> None:
    module, lists = PREPARED[command]
    installation.ensure(lists)
    installation.become("-m", module, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
