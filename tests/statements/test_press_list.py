"""The press list: an address once, rights by role, and forgetting for good."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden
from statements.models import ContactState, PressContact, PressGroup, PressSuppression
from statements.selectors import press as asked
from statements.services import press_list

MAI = {"name": "Mai", "outlet": "Báo Sáng", "email": "Mai@Bao.example ", "language": "", "note": ""}


def test_an_address_has_one_spelling_and_stands_once(brand, minh):
    press_list.add(brand, actor=minh, **MAI)

    with pytest.raises(ValidationError):
        press_list.add(brand, actor=minh, **MAI | {"email": "MAI@bao.example"})

    assert PressContact.objects.get().email == "mai@bao.example"


def test_the_same_journalist_may_stand_on_two_lists(brand, other_brand, minh, vy):
    press_list.add(brand, actor=minh, **MAI)
    press_list.add(other_brand, actor=vy, **MAI)

    assert PressContact.objects.count() == 2


def test_a_group_of_another_list_is_no_group_here(brand, other_brand, minh):
    theirs = PressGroup.objects.create(brand=other_brand, name="Kinh tế")

    with pytest.raises(ValidationError) as refused:
        press_list.add(brand, actor=minh, groups=[theirs], **MAI)

    assert "groups" in refused.value.message_dict


@pytest.mark.parametrize("who", ["khoa", "lan", "nghia", "vy", "admin_person"])
def test_only_those_who_speak_to_the_press_change_the_list(brand, minh, request, who):
    with pytest.raises(Forbidden):
        press_list.add(brand, actor=request.getfixturevalue(who), **MAI)


@pytest.mark.parametrize("who", ["minh", "lan", "khoa", "vy"])
def test_erasing_is_for_managers_and_admins(reporter, request, who):
    with pytest.raises(Forbidden):
        press_list.erase(reporter(), actor=request.getfixturevalue(who))


def test_whoever_was_erased_comes_back_only_on_their_own_word(brand, reporter, minh, manager):
    press_list.erase(reporter(), actor=manager)
    assert "mai@bao.example" not in str(PressSuppression.objects.values())

    with pytest.raises(ValidationError) as refused:
        press_list.add(brand, actor=minh, **MAI)
    assert "email" in refused.value.message_dict

    press_list.add(brand, actor=minh, asked=True, **MAI)
    assert PressSuppression.objects.count() == 0


def test_another_address_ends_a_suspension(reporter, minh):
    row = reporter(state=ContactState.SUSPENDED, state_reason="5.1.1", soft_bounces=3)

    row = press_list.change(row, actor=minh, email="mai@toasoan.example")

    assert (row.state, row.soft_bounces) == (ContactState.ACTIVE, 0)


def test_another_address_does_not_undo_an_unsubscription(reporter, minh):
    row = reporter(state=ContactState.UNSUBSCRIBED)

    assert press_list.change(row, actor=minh, email="mai@toasoan.example").state == "unsubscribed"


def test_pausing_and_resuming_need_a_state_that_fits(reporter, minh):
    row = press_list.suspend(reporter(), actor=minh, reason="nghỉ phép")
    assert (row.state, row.state_reason) == (ContactState.SUSPENDED, "nghỉ phép")
    with pytest.raises(Blocked):
        press_list.suspend(row, actor=minh, reason="x")

    row = press_list.resume(row, actor=minh, reason="đã về")
    assert row.state == ContactState.ACTIVE
    with pytest.raises(Blocked):
        press_list.resume(row, actor=minh, reason="x")


def test_a_closed_group_frees_its_name_and_reaches_nobody(brand, reporter, economy, minh):
    reporter()
    with pytest.raises(ValidationError):
        press_list.add_group(brand, actor=minh, name="kinh Tế")

    press_list.close_group(economy, actor=minh)

    assert list(asked.recipients(brand.pk, [economy.pk])) == []
    assert press_list.add_group(brand, actor=minh, name="Kinh tế").pk != economy.pk


def test_whoever_stands_in_two_groups_is_reached_once(brand, reporter, economy):
    second = PressGroup.objects.create(brand=brand, name="Sức khỏe")
    row = reporter(groups=[economy, second])
    reporter("gone@bao.example", state=ContactState.UNSUBSCRIBED)

    assert list(asked.recipients(brand.pk, [economy.pk, second.pk])) == [row]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "mai"}, 1), ({"q": "bao sang"}, 2), ({"q": "dang mai"}, 0),
        ({"state": "suspended"}, 1), ({"group": "0"}, 0), ({"group": "x"}, 2), ({}, 2),
    ],
)  # fmt: skip
def test_the_list_is_searched_without_accents(brand, reporter, wanted, found):
    reporter()
    reporter("son@bao.example", name="Sơn", state=ContactState.SUSPENDED)

    assert asked.contacts(brand, wanted).count() == found
