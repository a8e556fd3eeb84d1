"""A person's word for prepared words: for exact words, in one language, for a time."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from playbooks import hands, texts
from playbooks.models import Playbook, PlaybookVersion, TextApproval
from playbooks.services import new_draft, publish, save_draft, submit
from playbooks.services import texts as services
from playbooks.services.copying import copy_to
from playbooks.services.publishing import retire
from playbooks.services.seed import shipped_plans
from playbooks.services.text_reminders import sweep
from teams.models import Membership, Notice
from tests.playbooks.approved import approval

KEY = "holding"


@pytest.fixture
def version(brand, bot) -> PlaybookVersion:
    """One plan with one text in force; the others are nobody's matter here."""
    content = deepcopy(next(plan for plan in shipped_plans() if plan["slug"] == "boycott"))
    content |= {"templates": content["templates"][:1], "legal_clocks": [], "cross_over": []}
    book = Playbook.objects.create(
        brand=brand, slug="boycott", code="C13", name_vi="Tẩy chay", name_en="Boycott"
    )
    hand = {"author": bot, "edited_by": bot, "published_by": bot}
    return PlaybookVersion.objects.create(
        playbook=book, number=1, state="published", content=content, published_at=now(), **hand
    )


def digests(version, *languages) -> dict[str, str]:
    template = version.plan.templates[0]
    return {code: texts.digest(template, code) for code in languages or texts.LANGUAGES}


def states(version) -> dict[str, str]:
    rows = texts.newest([version.playbook_id])
    template = version.plan.templates[0]
    found = [texts.standing(version, template, code, rows) for code in texts.LANGUAGES]
    return {one.language: str(one.state) for one in found}


def reworded(version, admin, second, **words) -> PlaybookVersion:
    """The next version in force, with these words of its text."""
    content = deepcopy(version.content)
    content["templates"][0] |= words
    content["summary"] = {"vi": f"Bản {now():%f}", "en": f"Draft {now():%f}"}
    draft = new_draft(version.playbook, actor=admin, note="Sửa lời")
    return publish(submit(save_draft(draft, content, actor=admin), actor=admin), actor=second)


def test_each_language_is_a_word_of_its_own(version, phuong):
    services.approve(version.playbook, KEY, actor=phuong, read=digests(version, "vi"))

    assert states(version) == {"vi": "approved", "en": "never"}
    template = version.plan.templates[0]
    assert texts.why_not(version, template, ["vi"]) == ""
    assert "tiếng Anh" in texts.why_not(version, template, ["vi", "en"])


def test_it_holds_until_the_second_it_ends(version, phuong):
    [row] = services.approve(
        version.playbook, KEY, actor=phuong, read=digests(version, "vi"), days=30
    )
    template = version.plan.templates[0]

    for moment, holds in [
        (row.expires_at - timedelta(microseconds=1), True),
        (row.expires_at, False),
    ]:
        with time_machine.travel(moment, tick=False):
            assert (texts.why_not(version, template, ["vi"]) == "") is holds
            assert row.holds() is holds
            assert TextApproval.objects.valid().exists() is holds


@pytest.mark.parametrize("who", ["minh", "khoa", "nghia", "admin_person"])
def test_managers_and_lawyers_approve_and_nobody_else(version, who, request):
    with pytest.raises(Forbidden):
        services.approve(
            version.playbook, KEY, actor=request.getfixturevalue(who), read=digests(version, "vi")
        )


def test_nobody_approves_words_of_their_own_hand(version, admin_person, phuong, manager, lan):
    vi = version.content["templates"][0]["vi"] + " Xin cảm ơn."
    newer = reworded(version, admin_person, manager, vi=vi)
    TextApproval.objects.all().delete()
    place = (newer.playbook_id, KEY)

    found = hands.by_place([newer])

    assert found[(*place, "vi")] == {admin_person.pk}
    # The English words came with the desk: version 1 brought them.
    assert found[(*place, "en")] == {version.author_id}
    Membership.objects.filter(user=admin_person).update(role="manager")
    admin_person.__dict__.pop("_memberships", None)
    with pytest.raises(Forbidden):
        services.approve(newer.playbook, KEY, actor=admin_person, read=digests(newer, "vi"))
    services.approve(newer.playbook, KEY, actor=admin_person, read=digests(newer, "en"))
    assert states(newer) == {"vi": "never", "en": "approved"}


def renamed(version, admin, second, **template) -> PlaybookVersion:
    """The next version in force: the same words as another text."""
    content = deepcopy(version.content)
    content["templates"][0] |= template
    draft = new_draft(version.playbook, actor=admin, note="Đổi tên")
    return publish(submit(save_draft(draft, content, actor=admin), actor=admin), actor=second)


def test_words_stay_those_of_their_hand_under_another_name_and_kind(
    version, admin_person, make_person, manager
):
    other = make_person("Hà", "admin")
    hand = reworded(version, admin_person, manager, vi="Lời của người viết, gọi {hotline}.")
    later = renamed(hand, other, manager, key="first_word")
    holding = {**hand.content["templates"][0], "key": "spare", "vi": "Khác.", "en": "Other."}
    content = deepcopy(later.content)
    content["templates"][0]["kind"] = "update"
    content["templates"].append(holding)
    draft = new_draft(version.playbook, actor=other, note="Đổi loại")
    last = publish(submit(save_draft(draft, content, actor=other), actor=other), actor=manager)

    assert admin_person.pk in hands.of(later, "first_word", "vi")
    assert admin_person.pk in hands.of(last, "first_word", "vi")


def test_words_that_left_and_came_back_are_still_their_writers(
    version, admin_person, make_person, manager
):
    other = make_person("Hà", "admin")
    first = reworded(version, admin_person, manager, vi="Lời một.")
    second = reworded(first, other, manager, vi="Lời hai.")
    third = reworded(second, other, manager, vi="Lời một.")

    assert hands.of(third, KEY, "vi") == {admin_person.pk, other.pk}


def test_publishing_words_of_ones_own_hand_approves_them_not(
    version, admin_person, make_person, manager
):
    other = make_person("Hà", "admin")
    first = reworded(version, admin_person, manager, vi="Lời một.")
    second = reworded(first, other, manager, vi="Lời hai.", en="Words two.")
    Membership.objects.filter(user=admin_person).update(role="manager")
    admin_person.__dict__.pop("_memberships", None)

    third = reworded(second, other, admin_person, vi="Lời một.", en="Words three.")

    assert states(third)["en"] == "approved"
    assert not TextApproval.objects.current().filter(language="vi", given_by=admin_person).exists()


def test_a_copy_in_another_brand_makes_nobody_the_judge_of_their_own_words(
    version, admin_person, make_person, manager, other_brand
):
    written = reworded(version, admin_person, manager, vi="Lời của người viết.")
    copier = make_person("Hà", "admin")
    Membership.objects.create(user=copier, brand=other_brand, role="admin")
    judge = make_person("Dung", "manager", of=other_brand)
    Membership.objects.create(user=admin_person, brand=other_brand, role="manager")
    admin_person.__dict__.pop("_memberships", None)
    copy = copy_to(written, other_brand, actor=copier).version

    there = publish(submit(copy, actor=copier), actor=admin_person)

    assert states(there) == {"vi": "never", "en": "approved"}
    with pytest.raises(Forbidden):
        services.approve(there.playbook, KEY, actor=admin_person, read=digests(there, "vi"))
    services.approve(there.playbook, KEY, actor=judge, read=digests(there, "vi"))
    assert states(there)["vi"] == "approved"


def test_another_name_is_no_word_for_the_words(version, admin_person, manager):
    """The page shows whoever publishes the name only, so that they approve nothing."""
    later = renamed(version, admin_person, manager, key="first_word")

    assert services.changed(later, version) == []
    assert not TextApproval.objects.current().exists()
    assert states(later) == {"vi": "never", "en": "never"}


def test_what_was_read_is_what_is_approved(version, phuong):
    with pytest.raises(Stale):
        services.approve(version.playbook, KEY, actor=phuong, read={"vi": "0" * 64})
    with pytest.raises(Blocked):  # not in force any more
        services.approve(version.playbook, "gone", actor=phuong, read=digests(version))
    for wrong in ({"read": {}}, {"read": {"fr": "x"}}, {"read": digests(version), "days": 3650}):
        with pytest.raises(ValidationError):
            services.approve(version.playbook, KEY, actor=phuong, **wrong)


def test_renewing_ends_the_old_word_and_gives_a_new_one(version, phuong, lan):
    [old] = services.approve(
        version.playbook, KEY, actor=phuong, read=digests(version, "vi"), days=30
    )
    [new] = services.approve(
        version.playbook, KEY, actor=lan, read=digests(version, "vi"), days=365
    )

    old.refresh_from_db()
    assert (old.ended_why, old.ended_by) == ("renewed", lan)
    assert texts.newest([version.playbook_id])[version.playbook_id, KEY, "vi"] == new


def test_revoking_needs_a_reason_and_holds_at_once(version, phuong, minh, admin_person):
    [row] = services.approve(version.playbook, KEY, actor=phuong, read=digests(version, "vi"))

    with pytest.raises(Forbidden):
        services.revoke(row, actor=minh, reason="sai")
    with pytest.raises(ValidationError):
        services.revoke(row, actor=admin_person, reason=" ")
    services.revoke(row, actor=admin_person, reason="Số điện thoại đã đổi")

    assert states(version)["vi"] == "revoked"
    assert {n.user for n in Notice.objects.filter(topic="playbooks.text_revoked")} == {phuong}
    with pytest.raises(Blocked):
        services.revoke(row, actor=admin_person, reason="lần nữa")


def test_one_changed_character_voids_and_the_same_words_carry_over(
    version, admin_person, phuong, manager
):
    rows = services.approve(version.playbook, KEY, actor=phuong, read=digests(version), days=90)
    before = {row.language: row for row in rows}

    newer = reworded(version, admin_person, manager, vi=version.content["templates"][0]["vi"] + "!")

    now_holding = texts.newest([newer.playbook_id])
    vi, en = (now_holding[newer.playbook_id, KEY, code] for code in ("vi", "en"))
    before["vi"].refresh_from_db()
    assert (before["vi"].ended_why, before["vi"].ended_by) == ("reworded", manager)
    # What changed was read by the second person, and is approved by them; what did not carries over.
    assert (vi.given_by, vi.digest) == (manager, digests(newer)["vi"])
    assert en == before["en"]
    # A case that pinned the old version speaks words that nobody stands for any more.
    assert states(version) == {"vi": "reworded", "en": "approved"}


def test_publishing_vouches_for_changed_words_only(version, admin_person, manager):
    newer = reworded(version, admin_person, manager)

    assert states(newer) == {"vi": "never", "en": "never"}


def test_a_retired_plan_takes_its_approvals_along(version, phuong, admin_person):
    services.approve(version.playbook, KEY, actor=phuong, read=digests(version))
    retire(version, actor=admin_person, reason="Gộp vào kịch bản khác")
    assert not TextApproval.objects.current().exists()


def test_the_database_keeps_what_was_given(version, phuong):
    row = approval(version, KEY, "vi", phuong)
    row.save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        TextApproval.objects.update(expires_at=now() + timedelta(days=999))
    with pytest.raises(IntegrityError), transaction.atomic():
        approval(version, KEY, "vi", phuong).save()
    TextApproval.objects.update(ended_at=now(), ended_why="revoked")
    with pytest.raises(ProgrammingError), transaction.atomic():
        TextApproval.objects.update(ended_at=None, ended_why="")


def told() -> list[tuple[str, int]]:
    rows = Notice.objects.filter(topic="playbooks.texts_run_out").order_by("id")
    return [(row.user.name, row.facts["days"]) for row in rows]


def test_people_are_told_30_14_and_3_days_before_and_on_the_day_once_each(
    version, phuong, admin_person
):
    rows = services.approve(version.playbook, KEY, actor=phuong, read=digests(version), days=90)
    end = rows[0].expires_at

    for days in (31, 30, 29, 14, 3, 0, -1):
        with time_machine.travel(end - timedelta(days=days), tick=False):
            sweep()
            sweep()

    each = [(person.name, days) for days in (30, 14, 3, 0) for person in (phuong, admin_person)]
    assert sorted(told()) == sorted(each)
    # Both languages in one letter.
    assert Notice.objects.filter(topic="playbooks.texts_run_out")[0].facts["count"] == 2


def test_a_desk_that_slept_tells_only_the_nearest(version, phuong):
    services.approve(version.playbook, KEY, actor=phuong, read=digests(version, "vi"), days=90)
    with time_machine.travel(now() + timedelta(days=88), tick=False):
        sweep()
    assert told() == [(phuong.name, 3)]


def test_where_the_approver_has_left_the_admins_are_told(version, phuong, admin_person):
    services.approve(version.playbook, KEY, actor=phuong, read=digests(version, "vi"), days=30)
    Membership.objects.filter(user=phuong).update(is_active=False)
    with time_machine.travel(now() + timedelta(days=16), tick=False):
        sweep()
    assert told() == [(admin_person.name, 14)]


def test_what_was_renewed_or_revoked_reminds_nobody(version, phuong, lan):
    rows = services.approve(version.playbook, KEY, actor=phuong, read=digests(version), days=30)
    services.approve(version.playbook, KEY, actor=lan, read=digests(version, "vi"), days=365)
    services.revoke(rows[1], actor=lan, reason="x")
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        sweep()
    assert told() == []
