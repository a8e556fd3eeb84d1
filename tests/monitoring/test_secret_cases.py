"""A case that a person may not see is not betrayed by its mentions and signals."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from incidents.services.claims import register_claim
from monitoring.models import ClaimAnswer, Mention, Signal
from monitoring.services import mentions, signals
from tests.conftest import case_row
from tests.monitoring.conftest import said
from tests.monitoring.test_claims_answers import published

API = "/api/v1/"


def paths() -> list[str]:
    return [
        Signal.objects.first().get_absolute_url(),
        reverse("monitoring:signals") + "?state=linked",
        reverse("monitoring:mentions"),
    ]


def label(browser) -> str:
    """The row of a mention, as it comes back alone after a correction."""
    url = reverse("monitoring:label", args=[Mention.objects.first().pk])
    return browser.post(url, {"label": "neutral"}, headers={"hx-request": "true"}).content.decode()


def test_pages_name_the_case_to_those_who_may_see_it_only(behind_a_secret, minh, lead, client_of):
    case = behind_a_secret()
    ours, theirs = client_of(minh), client_of(lead)

    for path in paths():
        page = ours.get(path)
        assert page.status_code == 200
        assert case.reference not in page.content.decode()
        assert case.title not in page.content.decode()
        assert case.reference in theirs.get(path).content.decode()
    assert case.reference not in label(ours)
    assert case.reference in label(theirs)


def test_filters_and_choices_do_not_know_it(behind_a_secret, minh, lead, client_of, api_of):
    case = behind_a_secret()
    path = f"{reverse('monitoring:mentions')}?incident={case.reference}"
    question = {"incident": case.reference}
    mentions = list(Mention.objects.values_list("pk", flat=True))
    attach = {"act": "attach", "mention": mentions, "incident": case.number}
    Mention.objects.update(incident=None)

    assert client_of(minh).get(path).status_code == 422
    assert client_of(lead).get(path).status_code == 200
    assert api_of(minh).get(f"{API}mentions/", question).json()["results"] == []
    client_of(minh).post(reverse("monitoring:bulk"), attach)
    assert not Mention.objects.filter(incident=case).exists()


@pytest.mark.parametrize("room", ["mentions/", "signals/"])
def test_the_api_leaves_the_reference_out(behind_a_secret, minh, lead, api_of, room):
    case = behind_a_secret()

    def told(person, path=room):
        return api_of(person).get(API + path).json()

    assert [row["incident"] for row in told(minh)["results"]] == [None]
    assert [row["incident"] for row in told(lead)["results"]] == [case.reference]


def test_one_signal_through_the_api_leaves_it_out_too(behind_a_secret, minh, lead, api_of):
    case, path = behind_a_secret(), f"{API}signals/{Signal.objects.first().pk}/"

    assert api_of(minh).get(path).json()["incident"] is None
    assert api_of(lead).get(path).json()["incident"] == case.reference


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["mentions/", "signals/"])
def test_asking_who_may_see_costs_the_same_whatever_the_length(
    behind_a_secret, lead, api_of, django_assert_num_queries, count, path
):
    behind_a_secret(count)
    api = api_of(lead)
    api.get(API + path)

    with django_assert_num_queries(4):
        rows = api.get(API + path).json()["results"]

    assert len(rows) == count


def test_who_does_not_know_of_a_case_takes_nothing_away_from_it(
    behind_a_secret, brand, bot, minh, lead
):
    secret = behind_a_secret(2)
    other = case_row(brand=brand, title="Sữa lạ", actor=bot)
    ids = list(Mention.objects.values_list("pk", flat=True))

    assert mentions.attach(ids, other, actor=minh) == 0
    assert secret.mentions.count() == 2
    assert mentions.attach(ids, other, actor=lead) == 2


def test_answer_to_a_claim_does_not_name_the_words_of_a_secret_case(
    behind_a_secret, brand, bot, minh, lead, client_of
):
    secret = behind_a_secret()
    case = case_row(brand=brand, title="Tin đồn", actor=bot)
    claim = register_claim(case, actor=minh, text="Sữa có giòi")
    words = published(secret, lead)
    ClaimAnswer.objects.create(claim=claim, statement=words, by=lead)
    path = reverse("monitoring:claim", args=[claim.pk])

    assert words.get_absolute_url() not in client_of(minh).get(path).content.decode()
    assert words.get_absolute_url() in client_of(lead).get(path).content.decode()


def test_what_was_really_said_gets_into_no_drill(brand, watch, hear, bot, minh, client_of):
    hear([said(1)])
    drill = case_row(brand=brand, title="Diễn tập", actor=bot, is_drill=True)
    signal = signals.raise_by_hand(brand, actor=minh, title="x")

    with pytest.raises(ValidationError):
        mentions.attach([Mention.objects.get().pk], drill, actor=minh)
    with pytest.raises(ValidationError):
        signals.link(signal, drill, actor=minh)
    assert str(drill) not in client_of(minh).get(signal.get_absolute_url()).content.decode()


@pytest.mark.parametrize("room", ["mentions/", "signals/"])
def test_links_and_ids_name_authors_only_to_those_who_may_see_them(
    watch, hear, brand, khoa, minh, api_of, client_of, room
):
    url = "https://tiktok.example/@bi_92/1"
    hear([said(1, author="bi_92", url=url, external_id="bi_92/1")])
    signals.raise_by_hand(brand, actor=minh, title="x", url=url)
    pages = [reverse("monitoring:mentions") + "?period=all", Signal.objects.get().get_absolute_url(),
             reverse("monitoring:mention", args=[Mention.objects.get().pk])]  # fmt: skip
    Mention.objects.update(signal=Signal.objects.get())

    assert "bi_92" in api_of(minh).get(API + room).content.decode()
    assert "bi_92" not in api_of(khoa).get(API + room).content.decode()
    for page in pages:
        assert "bi_92" not in client_of(khoa).get(page).content.decode()
