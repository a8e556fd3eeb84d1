"""What is sealed can be opened by this desk and by nobody who holds a copy of its database."""

from __future__ import annotations

import pytest

from crisisdesk import environment
from crisisdesk.kernel.sealing import CannotOpen, reseal, seal, unseal

OLD, NEW = "cũ" * 20, "mới" * 20


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.CREDENTIALS_KEYS = [OLD]


def test_sealed_text_comes_back_and_cannot_be_read():
    sealed = seal("mật khẩu")

    assert "mật" not in sealed
    assert unseal(sealed) == "mật khẩu"


def test_nothing_stays_nothing():
    assert (seal(""), unseal("")) == ("", "")


def test_the_same_twice_does_not_look_the_same():
    assert seal("x") != seal("x")


def test_new_key_opens_what_the_old_one_sealed_until_it_is_resealed(settings):
    sealed = seal("x")
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    fresh = reseal(sealed)

    settings.CREDENTIALS_KEYS = [NEW]

    assert unseal(fresh) == "x"
    with pytest.raises(CannotOpen):
        unseal(sealed)


@pytest.mark.parametrize("spoiled", ["x", "gAAAA", "é"])
def test_damaged_seal_is_no_crash(spoiled):
    with pytest.raises(CannotOpen):
        unseal(spoiled)


def test_key_is_made_once_and_kept_for_the_owner(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_KEYS", raising=False)
    path = tmp_path / "credentials_key"

    first = environment.keys("CREDENTIALS_KEYS", path)

    assert environment.keys("CREDENTIALS_KEYS", path) == first
    assert path.stat().st_mode & 0o077 == 0


def test_keys_of_the_environment_come_newest_first(tmp_path, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_KEYS", f"{NEW}, {OLD}")

    assert environment.keys("CREDENTIALS_KEYS", tmp_path / "k") == [NEW, OLD]


def test_short_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_KEYS", "abc")

    with pytest.raises(SystemExit, match="32"):
        environment.keys("CREDENTIALS_KEYS", tmp_path / "k")
