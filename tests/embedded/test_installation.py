"""The environment is made once, from locks that name nothing but packages and hashes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from crisisdesk.embedded import installation, paths

LOCKS = (installation.RUNTIME, installation.TESTS)
PINNED = re.compile(
    r"[a-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+( ; [^\\]+)? \\|    --hash=sha256:\w{64}( \\)?"
)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_no_address(lock):
    lines = (paths.ROOT / lock).read_text().splitlines()

    assert [line for line in lines if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_wish_has_a_reason_and_is_in_its_lock(lock):
    wishes = (paths.ROOT / lock).with_suffix(".in").read_text().splitlines()
    locked = (paths.ROOT / lock).read_text().lower()

    for wish in wishes:
        if wish and not wish.startswith(("#", "-c")):
            name = re.match(r"[A-Za-z0-9-]+", wish)[0].lower()
            assert re.search(rf"^{name}(\[.*\])?==", locked, re.MULTILINE), wish
            assert re.search(r"  # \w", wish), wish


def test_both_locks_agree_on_every_version():
    def versions(lock):
        text = (paths.ROOT / lock).read_text()
        return set(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", text, re.MULTILINE))

    runtime, tests = map(versions, LOCKS)
    shared = {name for name, _ in runtime} & {name for name, _ in tests}

    assert {pair for pair in runtime if pair[0] in shared} == {
        pair for pair in tests if pair[0] in shared
    }


def test_an_environment_is_stale_until_it_was_filled_from_the_lock(tmp_path, monkeypatch):
    monkeypatch.setattr(installation, "VENV", tmp_path)

    assert installation.missing(LOCKS) == list(LOCKS)

    installation.stamp(LOCKS[0]).write_text(installation.digest(LOCKS[0]))

    assert installation.missing(LOCKS) == [LOCKS[1]]


def test_a_broken_environment_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(installation, "PYTHON", tmp_path / "python")
    assert not installation.works()

    (tmp_path / "python").symlink_to(sys.executable)
    assert installation.works()


@pytest.mark.parametrize("command", ["run", "test"])
def test_help_is_given_from_anywhere(command, tmp_path):
    done = subprocess.run(
        [paths.ROOT / command, "--help"], capture_output=True, text=True, cwd=tmp_path, check=True
    )

    assert f"usage: ./{command}" in done.stdout
