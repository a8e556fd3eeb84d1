"""A case that a person may not see is not betrayed by its mentions and signals."""

from __future__ import annotations

import pytest
from django.urls import reverse

from monitoring.models import Mention, Signal

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
