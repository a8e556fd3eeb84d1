"""What was said in the drill, with a file."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from statements.models import Attachment
from tests.drills import rehearsed
from tests.journeys.rights import policy


def fill(world: Any) -> None:
    writer, digest = world.people[policy.MEMBER], "d" * 64
    said = rehearsed.said(world.drill.incident, writer, attachments=[digest])
    world.rows.rehearsed = said
    world.rows.rehearsed_file = Attachment.objects.create(
        statement=said, digest=digest, sha256=digest, name="phieu.pdf", size=4, by=writer,
        content_type="application/pdf", file=SimpleUploadedFile("phieu.pdf", b"%PDF"),
    )  # fmt: skip
