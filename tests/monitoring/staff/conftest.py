"""A brand whose form is open, and somebody who reports."""

from __future__ import annotations

import io
import secrets

import pytest
from PIL import Image

from monitoring.models import StaffReport
from monitoring.services import staff, staff_keeping
from tests.outbox.conftest import post_office  # noqa: F401 -- fixtures are found by name

SECRET = "21.0278N 105.8342E"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def door(brand, admin_person):
    return staff_keeping.open_door(brand, actor=admin_person)


@pytest.fixture
def tell(brand):
    """A report: `tell("Sữa có giòi", url="https://…")`."""

    def make(text="", **fields) -> StaffReport:
        of = fields.pop("of", brand)
        fields.setdefault("once", secrets.token_hex(12))
        return staff.receive(of, staff.Told(text=text, **fields))

    return make


def picture(kind="JPEG") -> bytes:
    """A photograph that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET
    Image.new("RGB", (40, 30), "red").save(out, kind, exif=exif)
    return out.getvalue()
