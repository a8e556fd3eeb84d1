from __future__ import annotations

import pytest
from django import forms

from crisisdesk.kernel.clock import now
from incidents.forms.choosing import MOST, CaseField
from incidents.models import Incident


class Choice(forms.Form):
    incident = CaseField()

    def __init__(self, *args, brand, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["incident"].queryset = Incident.objects.filter(brand=brand)


@pytest.fixture
def cases(brand, minh):
    """So many cases, without the service's tasks and timelines: only their rows are chosen from."""

    def make(count):
        return Incident.objects.bulk_create(
            Incident(
                brand=brand,
                number=number,
                title=f"Vụ <{number}>",
                created_by=minh,
                detected_at=now(),
            )
            for number in range(1, count + 1)
        )

    return make


def drawn(brand):
    return str(Choice(brand=brand)["incident"])


def test_few_cases_are_a_list_of_all_of_them(cases, brand):
    cases(MOST)

    page = drawn(brand)

    assert page.startswith("<select")
    assert page.count("<option") == MOST + 1


def test_beyond_a_list_one_types_and_is_offered_the_newest(cases, brand):
    cases(MOST + 5)

    page = drawn(brand)

    assert page.startswith("<input ")
    assert 'type="text"' in page
    assert page.count("<option") == MOST
    assert f'value="INC-{MOST + 5}">Vụ &lt;{MOST + 5}&gt;<' in page
    assert 'value="INC-5"' not in page


@pytest.mark.parametrize("count", [1, MOST + 5])
def test_drawing_it_asks_once(cases, brand, django_assert_num_queries, count):
    cases(count)

    with django_assert_num_queries(1):
        drawn(brand)


@pytest.mark.parametrize("typed", ["INC-1", "1", " inc-1 "])
def test_the_oldest_is_found_by_its_number(cases, brand, typed):
    oldest = cases(MOST + 5)[0]

    form = Choice({"incident": typed}, brand=brand)

    assert form.is_valid()
    assert form.cleaned_data["incident"] == oldest


@pytest.mark.parametrize("typed", ["INC-9999", "INC-", "²", "9" * 60, "sữa"])
def test_what_is_no_case_is_said_plainly_and_stays_as_typed(cases, brand, typed):
    cases(MOST + 5)

    form = Choice({"incident": typed}, brand=brand)

    assert form.has_error("incident", "invalid_choice")
    assert f'value="{typed}"' in str(form["incident"])
