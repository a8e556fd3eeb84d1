#!/usr/bin/env python3
"""Management commands; needs neither an activated environment nor a running desk."""

import os
import sys

from crisisdesk.embedded import installation


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crisisdesk.settings")
    installation.enter_if_bare(*sys.argv)

    # Only now is there an environment to import from.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from crisisdesk.embedded import commands  # noqa: PLC0415

    commands.prepare(sys.argv[1:])
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
