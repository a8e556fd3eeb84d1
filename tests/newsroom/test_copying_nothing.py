"""The newsroom as files where nothing was said yet, and a place that none of them gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom import folder
from newsroom.services import copying


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "copy"


def test_an_empty_newsroom_is_a_page_too(place, db):
    assert copying.write(str(place)).pages == 3


def test_a_page_outside_the_folder_is_refused(place):
    with folder.release(place) as release, pytest.raises(ValueError, match="evil"):
        release.put("../../evil", b"x")
