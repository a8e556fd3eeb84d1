"""Pages about texts on other networks: what stands where, and what a person may say."""

from __future__ import annotations

import pytest
from django.urls import reverse

from outbox import relay
from statements.models import PublishingAccount, Statement
from statements.services import publishing, review
from tests.outbox.publishers.networks import reply
from tests.statements.helpers import body, url

ACCOUNTS = "/statements/accounts/"


@pytest.fixture
def admin(client_of, admin_person):
    return client_of(admin_person)


def test_an_admin_connects_an_account_after_trying_it(admin, connect, admin_person):
    network = connect("telegram")
    PublishingAccount.objects.update(is_active=False)
    page = f"{ACCOUNTS}new/telegram/"

    tried = admin.post(page, network.values() | {"test": "1"})
    assert (tried.status_code, "@saomai_bot" in body(tried)) == (200, True)
    assert tried["Cache-Control"] == "no-store"
    assert PublishingAccount.objects.filter(is_active=True).count() == 0
    assert admin.post(page, network.values(chat="saomai")).status_code == 422
    assert admin.post(page, network.values()).status_code == 302
    assert admin.post(page, network.values()).status_code == 422

    listed = body(admin.get(ACCOUNTS))
    assert "@saomai" in listed
    assert network.secrets["bot_token"] not in listed
    shown = admin.get(PublishingAccount.objects.get(is_active=True).get_absolute_url())
    assert network.secrets["bot_token"] not in body(shown)


def test_a_channel_of_ones_own_program_is_chosen(admin, connect):
    network = connect("webhook")

    row = PublishingAccount.objects.get()

    assert row.channel == "website"
    assert 'value="website"' in body(admin.get(row.get_absolute_url()))
    assert network.posts == []


def test_the_sign_in_is_checked_from_the_list(admin, connect):
    network = connect("telegram")
    row = PublishingAccount.objects.get()
    network.may_post(False)

    admin.post(reverse("statements:account-check", args=[row.pk]))
    row.refresh_from_db()
    assert row.problem == "no_right"
    network.may_post(True)
    page = admin.post(reverse("statements:account-check", args=[row.pk]), follow=True)

    assert "@saomai_bot → Sao Mai" in body(page)
    assert network.posts == []


def test_an_account_is_switched_off_and_on(admin, connect):
    connect("telegram")
    row = PublishingAccount.objects.get()
    for wanted in (False, True):
        admin.post(reverse("statements:account-switch", args=[row.pk]))
        row.refresh_from_db()
        assert row.is_active is wanted


def test_an_empty_list_says_what_it_means(admin):
    assert body(admin.get(ACCOUNTS)).count("/statements/accounts/new/") == 5
    assert admin.get(f"{ACCOUNTS}new/myspace/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_accounts_costs_the_same(admin, connect, count, django_assert_num_queries):
    for kind in ("telegram", "mastodon", "facebook")[:count]:
        connect(kind)
    admin.get(ACCOUNTS)

    with django_assert_num_queries(6):
        admin.get(ACCOUNTS)


def test_an_approver_reads_word_for_word_what_goes_out(
    case, draft_of, connect, client_of, minh, manager
):
    connect("telegram")
    words = review.submit(draft_of(case, channels=["newsroom", "telegram"]), actor=minh)
    text = words.version.channel_texts.get().text

    page = body(client_of(manager).get(url(words)))

    assert all(line in page for line in text.split("\n\n"))


def test_before_publishing_one_sees_where_it_goes(
    case, draft_of, approve_by, connect, client_of, minh, manager
):
    connect("telegram")
    words = draft_of(case, channels=["newsroom", "telegram", "facebook"])
    words = approve_by(review.submit(words, actor=minh), manager)

    page = body(client_of(minh).get(url(words, "publish")))

    assert "@saomai" in page
    assert words.version.channel_texts.get(channel="telegram").text.split("\n\n")[1] in page


@pytest.mark.parametrize("how", ["there", "again", "leave"])
def test_a_person_settles_an_unclear_one_on_its_page(say, connect, client_of, minh, how):
    network = connect("telegram")
    network.breaks_off()
    words = say()
    relay.deliver_due()
    client = client_of(minh)
    page = body(client.get(url(words, "status")))
    assert all(f"/do/{name}/" in page for name in ("there", "again", "leave"))
    assert "/do/look/" not in page

    facts = {"url": "https://t.me/saomai/1", "looked": "on"}
    answer = client.post(url(words, "act", how), {"channel": "telegram", **facts})

    assert answer.status_code == 302
    state = words.publications.get(channel="telegram").state
    assert state == {"there": "live", "again": "queued", "leave": "left"}[how]


def test_a_wrong_address_is_answered_with_a_sentence(say, connect, client_of, minh):
    network = connect("telegram")
    network.breaks_off()
    words = say()
    relay.deliver_due()

    facts = {"channel": "telegram", "url": "https://bit.ly/3"}
    answer = client_of(minh).post(url(words, "act", "there"), facts)

    assert answer.status_code == 422
    assert "bit.ly" in body(answer)


def test_a_viewer_sees_the_state_and_no_button(say, connect, client_of, khoa):
    network = connect("telegram")
    network.odd = reply(network.refusal[0], 403)
    words = say()
    relay.deliver_due()

    page = body(client_of(khoa).get(url(words, "status")))

    assert "bot is not a member" in page
    assert "/do/again/" not in page


def test_what_waits_is_counted_where_one_looks(say, connect, client_of, minh, khoa):
    network = connect("telegram")
    network.odd = reply({}, 400)
    words = say()
    relay.deliver_due()

    listed, home = (body(client_of(minh).get(page)) for page in ("/statements/", "/"))

    assert 'id="unsettled"' in listed
    assert url(words, "status") in listed
    assert url(words, "status") in home
    assert 'id="unsettled"' not in body(client_of(khoa).get("/statements/"))


def test_a_strangers_words_are_shown_as_words(say, connect, client_of, minh):
    network = connect("telegram")
    network.odd = reply({"ok": False, "description": "<script>alert(1)</script> & more"}, 400)
    words = say()
    relay.deliver_due()

    page = body(client_of(minh).get(url(words, "status")))

    assert "<script>alert" not in page
    assert "alert(1) &amp; more" in page


def test_a_notice_lists_the_old_posts_and_takes_a_hand(say, connect, draft_of, client_of, minh):
    connect("telegram")
    first = say(channels=["newsroom", "facebook"])
    old = "https://www.facebook.com/saomai/posts/1"
    row = publishing.post(first, actor=minh, channel="facebook", url=old)
    notice = say(draft_of(first.incident, "retraction", retracts=first), by="heads")
    client = client_of(minh)
    assert old in body(client.get(url(notice)))

    answer = client.post(
        url(notice, "act", "mend"), {"publication": row.pk, "how": "đã ghim lời rút lại"}
    )

    assert answer.status_code == 302
    for words in (notice, first):
        fresh = Statement.objects.get(pk=words.pk)
        assert "đã ghim lời rút lại" in body(client.get(url(fresh)))


def test_the_api_tells_and_settles(say, connect, api_of, minh, khoa):
    network = connect("telegram")
    network.breaks_off()
    words = say()
    relay.deliver_due()
    api, path = api_of(minh), f"/api/v1/statements/{words.reference}/"
    (row,) = [one for one in api.get(path).json()["publications"] if one["channel"] == "telegram"]
    assert (row["state"], row["problem"]) == ("unclear", "broken")
    assert row["why"]
    accounts = api.get("/api/v1/publishing_accounts/").json()["results"]
    assert [(one["channel"], one["place"]) for one in accounts] == [("telegram", "@saomai")]
    assert "credentials" not in accounts[0]
    assert api_of(khoa).get("/api/v1/publishing_accounts/").json()["results"] == []

    def said(name, **facts):
        return api.post(f"{path}channels/telegram/{name}/", facts, format="json")

    assert said("again").status_code == 400
    assert said("there").status_code == 400
    assert said("shout").status_code == 404
    assert said("there", url="https://t.me/saomai/1").status_code == 200
    assert said("leave").status_code == 409
