"""A Facebook page, by the Graph API. The network knows no repeated key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from outbox.publishers.base import Account, Post, Published, Publisher
from outbox.publishers.forms import FacebookForm
from outbox.publishers.judging import answered, not_yet, refused, unclear

if TYPE_CHECKING:
    from outbox.failures import DeliveryError

OK = 200
NEWEST = 25
#: Codes of the Graph API. "An unknown error" and "service" say nothing about the post; a duplicate
#: says that it may well be there.
DOUBTFUL = {1: "server", 2: "server", 506: "duplicate"}
#: Calls beyond the limits of the app, the user, the page, or a pace.
TOO_MANY = {4, 17, 32, 341, 613, 80001}
SIGN_IN = {10: "forbidden", 102: "login", 190: "login", 200: "forbidden", 368: "forbidden"}


class Facebook(Publisher):
    kind = "facebook"
    label = "Facebook"
    about = _("A page and its access token.")
    channel = "facebook"
    form = FacebookForm
    secrets = ("page_token",)
    bound_to = ("service",)
    replies = False
    can_look = True

    def place(self, options: dict[str, Any]) -> str:
        return str(options["page_id"])

    def host(self, options: dict[str, Any]) -> str:
        return "facebook.com"

    def check(self, account: Account) -> str:
        page = _ask(account, "GET", "me", params={"fields": "id,name"})
        if page["id"] != account.options["page_id"]:
            raise refused("other_account", said=str(page.get("name", ""))[:100])
        return str(page["name"])

    def publish(self, account: Account, post: Post) -> Published:
        path = f"{account.options['page_id']}/feed"
        made = _ask(account, "POST", path, data={"message": post.text})
        return Published(id=str(made["id"]), url=f"https://www.facebook.com/{made['id']}")

    def look(self, account: Account, post: Post) -> Published | None:
        path = f"{account.options['page_id']}/posts"
        fields = {"fields": "id,message,permalink_url", "limit": NEWEST}
        rows = _ask(account, "GET", path, params=fields)["data"]
        row = next((one for one in rows if one.get("message", "").strip() == post.text), None)
        if row is None:
            return None
        url = row.get("permalink_url") or f"https://www.facebook.com/{row['id']}"
        return Published(id=str(row["id"]), url=str(url))


def _ask(account: Account, method: str, path: str, **more: Any) -> Any:
    # In the head and not in the address, which others write into their logs.
    headers = {"Authorization": f"Bearer {account.secrets['page_token']}"}
    url = f"{account.options['service']}/{path}"
    answer = account.door.request(method, url, headers=headers, **more)
    if answer.status_code != OK:
        raise _failure(answer, account)
    return answer.json()


def _failure(answer: Any, account: Account) -> DeliveryError:
    """The code in the body says more than the status, which is 400 for nearly everything."""
    failure = answered(answer, account)
    said, code = failure.facts["said"], _code(answer)
    if code in DOUBTFUL and account.posting:
        return unclear(DOUBTFUL[code], answer, said)
    if code in TOO_MANY:
        return not_yet("rate", answer, said)
    if code in SIGN_IN:
        return refused(SIGN_IN[code], answer, said)
    return failure


def _code(answer: Any) -> int:
    try:
        found = answer.json()["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return 0
    return found if isinstance(found, int) else 0
