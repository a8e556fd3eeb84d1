"""The library of prepared words on its pages and through the API: the same rows, the same filters."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisisdesk.kernel.clock import now
from playbooks import texts
from playbooks.models import Playbook, PlaybookVersion, TextApproval
from playbooks.services.seed import shipped_plans
from statements.models import Statement
from statements.selectors import texts as selectors
from statements.services import drafting
from tests.playbooks.approved import approval

LIBRARY = "/playbooks/policies/texts/"


@pytest.fixture
def add(brand, bot):
    """One shipped plan in force; `add("boycott")`."""

    def make(slug: str) -> PlaybookVersion:
        content = deepcopy(next(plan for plan in shipped_plans() if plan["slug"] == slug))
        book = Playbook.objects.create(
            brand=brand, slug=slug, code=content["code"],
            name_vi=content["name"]["vi"], name_en=content["name"]["en"],
        )  # fmt: skip
        hand = {"author": bot, "edited_by": bot, "published_by": bot}
        return PlaybookVersion.objects.create(
            playbook=book, number=1, state="published", content=content, published_at=now(), **hand
        )

    return make


@pytest.fixture
def boycott(add, manager, lan) -> PlaybookVersion:
    """Words in every state: approved, about to run out, run out, revoked, never."""
    version = add("boycott")
    rows = [
        approval(version, "holding", "vi", manager, days=100),
        approval(version, "holding", "en", lan, days=5),
        approval(version, "full", "vi", manager, days=-1),
        approval(version, "care", "vi", manager),
    ]
    rows[3].ended_at, rows[3].ended_by, rows[3].ended_why = now(), lan, "revoked"
    TextApproval.objects.bulk_create(rows)
    return version


def shown(answer) -> list[str]:
    return sorted(entry.template.key for entry in answer.context["entries"])


ALL = ["care", "correction", "full", "holding", "internal_brief"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ALL),
        ("q=tay+chay+tuyen+bo", ["holding"]),
        ("q=qqq", []),
        ("type=boycott&kind=holding", ["holding"]),
        ("type=product_safety", []),
        ("audience=employees", ["internal_brief"]),
        ("phase=correction", ["correction"]),
        ("channel=press", ["full"]),
        ("language=en&state=soon", ["holding"]),
        ("language=vi&state=soon", []),
        ("state=expired", ["full"]),
        ("state=revoked", ["care"]),
        ("state=renew", ["full", "holding"]),
        ("language=vi&state=never", ["correction", "internal_brief"]),
    ],
)
def test_the_filters_of_the_address(boycott, client_of, api_of, minh, query, keys):
    assert shown(client_of(minh).get(f"{LIBRARY}?{query}")) == keys
    found = api_of(minh).get(f"/api/v1/templates/?{query}").json()["results"]
    assert sorted(row["key"] for row in found) == keys


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "cost"), [("", 3), ("?state=renew", 3), ("coverage/", 3), ("print/", 3)]
)
def test_a_page_costs_the_same_for_one_type_and_for_three(add, client_of, minh, count, path, cost):
    for slug in ("boycott", "deepfake", "copyright")[:count]:
        add(slug)
    with CaptureQueriesContext(connection) as seen:
        assert client_of(minh).get(LIBRARY + path).status_code == 200
    mine = [
        q["sql"] for q in seen if '"playbooks_' in q["sql"] or "statements_statement" in q["sql"]
    ]
    assert len(mine) == cost, mine


def test_an_empty_library_says_what_to_do(brand, client_of, minh):
    for path in ("", "coverage/", "print/"):
        answer = client_of(minh).get(LIBRARY + path)
        assert answer.status_code == 200
    assert reverse("playbooks:list") in client_of(minh).get(LIBRARY).content.decode()


def test_only_insiders_read_it(boycott, client_of, api_of, khoa, vy):
    for path in ("", "coverage/", "print/", "boycott/holding/"):
        assert client_of(khoa).get(LIBRARY + path).status_code == 403
    assert client_of(vy).get(f"{LIBRARY}boycott/holding/").status_code == 404
    assert shown(client_of(vy).get(LIBRARY)) == []
    assert api_of(vy).get("/api/v1/templates/?brand=sao-mai").status_code == 404


def test_the_page_of_a_text_explains_its_gaps_and_its_words(boycott, client_of, minh):
    page = client_of(minh).get(f"{LIBRARY}boycott/full/")
    told = page.content.decode()

    assert [gap.source for gap in page.context["gaps"]][:2] == ["system", "fact"]
    assert "phê duyệt đã hết hạn" in told and "chưa ai phê duyệt trước" in told
    assert page.context["form"] is None
    assert client_of(minh).get(f"{LIBRARY}boycott/gone/").status_code == 404


def test_a_press_renews_what_was_read_after_showing_who_one_is(
    boycott, client_of, signer_of, manager
):
    offer = client_of(manager).get(f"{LIBRARY}?state=renew").context["offers"]
    entry = f"{boycott.pk}:holding"
    sent = {"languages": list(offer[entry]), "days": 180, "next": "renew"}
    sent |= {f"digest_{code}": digest for code, digest in offer[entry].items()}
    address = f"{LIBRARY}boycott/holding/approve/"
    manager.set_password("mot-mat-khau-dai")
    manager.save()

    assert list(offer[entry]) == ["en"]
    refused = client_of(manager).post(address, sent)
    assert "reauthenticate" in refused.headers["Location"]
    assert TextApproval.objects.count() == 4
    done = signer_of(manager).post(address, sent)
    assert done.headers["Location"] == f"{LIBRARY}?state=renew"
    row = texts.newest([boycott.playbook_id])[boycott.playbook_id, "holding", "en"]
    assert (row.given_by, row.holds()) == (manager, True)
    stale = signer_of(manager).post(address, {**sent, "digest_en": "0" * 64})
    assert stale.status_code == 409
    assert signer_of(manager).post(address, {"days": 180}).status_code == 422


def test_who_had_a_hand_in_it_is_offered_nothing(boycott, client_of, manager):
    with_hand = boycott.playbook.proposals.create(
        part="templates", kind="change", key="holding", words="x", source="INC-1", by=manager,
        version=boycott,
    )  # fmt: skip
    page = client_of(manager).get(f"{LIBRARY}boycott/holding/")
    assert with_hand.by == manager
    assert page.context["form"] is None and page.context["is_hand"]
    assert client_of(manager).get(f"{LIBRARY}?state=renew").context["offers"].keys() == {
        f"{boycott.pk}:full"
    }


def test_revoking_on_the_page_takes_a_reason(boycott, client_of, manager, minh):
    row = TextApproval.objects.get(key="holding", language="vi")
    address = reverse("texts:revoke", args=[row.pk])

    assert client_of(minh).post(address, {"reason": "x"}).status_code == 403
    assert client_of(manager).post(address, {"reason": " "}).status_code == 422
    assert client_of(manager).post(address, {"reason": "Số đã đổi"}).status_code == 302
    page = client_of(manager).get(f"{LIBRARY}boycott/holding/").content.decode()
    assert "Số đã đổi" in page and "Đã thu hồi" in page


def test_a_statement_begins_with_any_text_and_is_counted(boycott, case, client_of, minh):
    page = client_of(minh).get(f"{LIBRARY}boycott/holding/")
    assert [row.pk for row in page.context["cases"]] == [case.pk]

    sent = {"kind": "holding", "template": f"{boycott.pk}:holding"}
    client_of(minh).post(reverse("statements:new", args=[case.reference]), sent)

    words = Statement.objects.get()
    assert (words.template_key, words.playbook_version) == ("holding", boycott)
    page = client_of(minh).get(f"{LIBRARY}boycott/holding/")
    assert [row.pk for row in page.context["made"]] == [words.pk]
    assert page.context["entry"].used.count == 1


def test_what_a_drill_or_a_hidden_case_said_is_not_counted(
    boycott, make_case, brand, client_of, minh, lead
):
    template = next(t for t in boycott.plan.templates if t.key == "holding")
    for fields in ({"is_drill": True}, {"restricted": True}):
        case = make_case(**fields)
        drafting.draft(case, actor=lead, kind="holding", template=(boycott, template))

    assert selectors.uses(brand, minh) == {}
    assert selectors.uses(brand, lead)[boycott.playbook_id, "holding"].count == 1


def test_coverage_shows_own_words_general_words_and_holes(add, client_of, minh):
    add("boycott")
    lines = client_of(minh).get(f"{LIBRARY}coverage/").context["lines"]
    own = {cell.phase.value: cell for cell in lines[0].cells}
    assert own["resolution"].is_missing and own["first_word"].entries

    add("common")
    lines = client_of(minh).get(f"{LIBRARY}coverage/").context["lines"]
    own = {cell.phase.value: cell for cell in lines[0].cells}
    assert [entry.template.key for entry in own["resolution"].general] == ["closing"]
    assert lines[-1].playbook.is_common


def test_the_api_lists_approvals_with_their_state(boycott, api_of, minh):
    rows = api_of(minh).get("/api/v1/text-approvals/?brand=sao-mai").json()["results"]

    assert [(row["key"], row["language"], row["holds"]) for row in rows] == [
        ("full", "vi", False), ("holding", "en", True), ("holding", "vi", True),
    ]  # fmt: skip
    found = api_of(minh).get("/api/v1/templates/?kind=holding").json()["results"][0]
    assert [(one["language"], one["state"]) for one in found["approvals"]] == [
        ("vi", "approved"), ("en", "soon"),
    ]  # fmt: skip
