"""Questions the live rooms ask about what is prepared."""

import pytest

from playbooks import selectors
from playbooks.models import LegalClock, Playbook
from playbooks.services.seed import seed
from teams.models import Brand


def test_every_type_is_in_force_and_the_common_plan_stands_apart(
    seeded: Brand, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        codes = [version.playbook.code for version in selectors.published(seeded)]

    assert codes == [f"C{number}" for number in range(1, 19)]
    assert selectors.common(seeded).playbook.slug == "common"


def test_another_brand_has_its_own_plans(seeded: Brand, other_brand: Brand) -> None:
    assert list(selectors.published(other_brand)) == []
    assert selectors.common(other_brand) is None


def test_strangers_see_no_plan(seeded: Brand, vy, khoa) -> None:
    assert Playbook.objects.visible_to(vy).count() == 0
    assert Playbook.objects.visible_to(khoa).count() == 19


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Khách kêu gọi TẨY CHAY thương hiệu", "boycott"),
        ("khach keu goi tay chay thuong hieu", "boycott"),
        ("Sữa có dị vật, nhiều bé phải nhập viện", "product_safety"),
        ("Dữ liệu khách hàng bị rao bán trên mạng", "data_breach"),
        ("Fanpage bị hack, mất quyền quản trị", "account_hijack"),
        ("Nhân viên ứng xử thô lỗ, video lan truyền", "employee_misconduct"),
        ("Customers call for a boycott", "boycott"),
    ],
)
def test_words_of_a_report_lead_to_a_plan(seeded: Brand, text: str, slug: str) -> None:
    suggested = selectors.suggest(seeded, text)

    version, why = suggested[0]
    assert version.playbook.slug == slug
    assert why and all(word in text for word in why)
    assert len(suggested) <= selectors.MOST_SUGGESTIONS


@pytest.mark.parametrize("text", ["", "xin chào", "the and of", "!!! ???"])
def test_nothing_is_suggested_without_shared_words(seeded: Brand, text: str) -> None:
    assert selectors.suggest(seeded, text) == []


def test_the_types_own_text_comes_before_the_general_one(seeded: Brand, in_force) -> None:
    found = selectors.templates_for(in_force, selectors.common(seeded), "holding")

    assert [template.key for template in found] == ["holding", "holding_generic"]
    assert selectors.templates_for(None, None, "holding") == []


def test_general_texts_serve_a_case_without_a_plan(seeded: Brand) -> None:
    found = selectors.templates_for(None, selectors.common(seeded), "apology")

    assert [template.key for template in found] == ["apology"]


def test_legal_clocks_belong_to_their_types(seeded: Brand) -> None:
    LegalClock.objects.create(brand=seeded, key="every", starts_from="detected", owner_role="legal")
    LegalClock.objects.filter(brand=seeded, key="press_response").update(active=False)

    keys = {clock.key for clock in selectors.legal_clocks_for(seeded.pk, "deepfake")}

    assert keys == {"listed_24h", "every"}


def test_seeding_again_changes_nothing(seeded: Brand) -> None:
    before = list(selectors.published(seeded).values_list("pk", "published_at"))
    LegalClock.objects.filter(brand=seeded).update(hours=5)

    seed(seeded)

    assert list(selectors.published(seeded).values_list("pk", "published_at")) == before
    assert set(LegalClock.objects.values_list("hours", flat=True)) == {5}
