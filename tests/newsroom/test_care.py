"""The page that says how letters and copy stand."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from newsroom.models import Copy, Subscriber
from newsroom.services import announcing
from outbox.models import BounceBox

PAGE = reverse("newsroom-care")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_opens_empty_and_filled_and_shows_no_address(
    brand, published, client_of, manager, settings, language
):
    manager.language = language
    manager.save()
    client = client_of(manager)
    assert client.get(PAGE).status_code == 200
    settings.NEWSROOM_COPY_DIR, settings.BOUNCE_IMAP_HOST = "/srv/copy", "mail.example"
    Copy.objects.create(folder="/srv/copy", failed_at=now(), error="OSError: đĩa đầy", due_at=now())
    BounceBox.objects.create(pk=1, failed_at=now(), error="sai mật khẩu")
    Subscriber.objects.create(
        brand=brand, email="doc@gia.example", confirm_by=now(), confirmed_at=now()
    )
    announcing.sweep()

    page = client.get(PAGE).content.decode()

    assert "đĩa đầy" in page and "sai mật khẩu" in page and published.reference in page
    assert "doc@gia.example" not in page


def test_an_address_is_erased_and_the_answer_is_the_same(brand, client_of, manager):
    Subscriber.objects.create(brand=brand, email="doc@gia.example", confirm_by=now())
    client = client_of(manager)

    answers = [client.post(PAGE, {"email": "Doc@gia.example"}).url for _ in range(2)]

    assert answers == [PAGE, PAGE]
    assert Subscriber.objects.count() == 0


def test_members_and_strangers_do_not_see_it(brand, client_of, minh):
    assert client_of(minh).get(PAGE).status_code == 403
