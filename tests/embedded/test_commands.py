"""manage.py needs neither an activated environment nor a running desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import django
import pytest

from crisisdesk.embedded import commands, lease, paths
from tests.embedded.conftest import eventually, serving

BARE = Path(sys.base_prefix) / "bin" / "python3"
ONE_DOCUMENT = "import json, sys; json.dump({'rows': 1}, sys.stdout)"


@pytest.fixture
def manage(data):
    def call(*arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        kept.pop("PYTHONPATH", None)
        return subprocess.run(
            [python, "manage.py", *arguments],
            cwd=paths.ROOT,
            env={**kept, "CRISISDESK_DATA": str(data)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return call


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["migrate"], True),
        (["replay", "mentions.csv", "--json"], True),
        (["replay", "--help"], False),
        (["help", "replay"], False),
        (["classify"], False),
        (["train_sentiment"], True),
        (["train_sentiment", "--brand", "sao-mai"], True),
        (["train_sentiment", __file__, "--text", "said"], False),
        (["train_sentiment", "--shipped"], False),
        (["score_series", "series.csv"], False),
        (["--version"], False),
        ([], False),
    ],
)
def test_a_server_is_started_only_for_what_reads_it(arguments, needed):
    assert commands.needs_database(arguments) is needed


def test_a_bare_python_goes_on_in_the_projects_environment(manage, data):
    done = manage("version", python=str(BARE))

    assert done.stdout.strip() == django.get_version()
    assert not paths.cluster_folder(data).exists()


@pytest.mark.long
def test_a_command_on_a_fresh_checkout_finds_tables_and_leaves_no_server(manage, data):
    done = manage("shell", "--no-imports", "-c", ONE_DOCUMENT)

    assert json.loads(done.stdout) == {"rows": 1}, done.stderr
    assert eventually(lambda: not serving(data))

    unapplied = manage("migrate", "--check")

    assert unapplied.returncode == 0, unapplied.stderr
    assert eventually(lambda: not lease.is_kept(data))
