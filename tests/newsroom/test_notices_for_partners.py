"""A notice that was meant for partners only has no place on a public page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statements.models import Statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from incidents.models import Incident


def test_the_public_page_shows_public_notices_only(
    client: Client, published: Statement, draft_of: Callable[..., Statement], waived: Incident
) -> None:
    notice = draft_of(
        waived, "correction_own", corrects=published, settings={"next_update_at": None},
        text_vi="Số lô đúng là L2107.",
    )  # fmt: skip
    Statement.objects.filter(pk=notice.pk).update(status="in_review")
    Statement.objects.filter(pk=notice.pk).update(status="approved")
    said = {"published_at": published.published_at, "published_version": 1, "slug": "dinh-chinh"}
    Statement.objects.filter(pk=notice.pk).update(status="published", **said)
    address = f"/newsroom/{published.brand.slug}/{published.slug}/"
    assert "L2107" in client.get(address).content.decode()
    Statement.objects.filter(pk=notice.pk).update(audience="partners")
    assert "L2107" not in client.get(address).content.decode()
