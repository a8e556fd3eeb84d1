"""Who may do what, at every address: handbook F5 against the running desk.

The addresses are read from the URL conf; `rights/table/` says by hand, for each, who passes.
"Passes" means that the right was there: the answer may still be that the input is wrong or that
the case is not ready. "Refused" is exactly 403 for people of the brand, 404 for strangers and for
things that do not exist for somebody, and for the unknown the sign-in page or, on the API, 401.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django.test.client
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import resolve, reverse

from incidents.acts import ACTS as CASE_ACTS
from incidents.models.machine import TRANSITIONS as CASE_TRANSITIONS
from statements.acts import ACTS as WORD_ACTS
from statements.api.views import TAKES as WORD_TRANSITIONS
from statements.desk_acts import ANSWER_ACTS, ENQUIRY_ACTS
from tests.conftest import BACKEND
from tests.journeys.rights import drawing, policy
from tests.journeys.rights.routes import Route, routes
from tests.journeys.rights.rows import Stranger
from tests.journeys.rights.table import ROWS
from tests.journeys.rights.table import bank as bank_table
from tests.journeys.rights.table import incidents as case_table
from tests.journeys.rights.table import statements as word_table
from tests.journeys.rights.table import statements_api as word_api_table
from tests.journeys.rights.world import MARK, SECRET, World, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse

    from tests.journeys.rights.rows import Call

pytestmark = pytest.mark.django_db
ROUTES = routes()
INPUT_WAS_WRONG = {400, 422}
REFUSALS = {401, 403, 404, 405}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Built once; every call is taken back, and so is the world itself."""
    media = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=media), django_db_blocker.unblock(), transaction.atomic():
        made = build()
        settle()
        with pytest.MonkeyPatch.context() as patch:
            # The client would keep a copy of whatever a part of a page was given; nobody asks.
            patch.setattr(django.test.client, "store_rendered_templates", lambda *_, **__: None)
            patch.setattr(drawing.Template, "render", drawing.render)
            yield made
        transaction.set_rollback(True)


def is_read(call: Call, who: str) -> bool:
    """What a stranger sees, lists, and each page once, by one person who may open it."""
    one = next((name for name in call.asked if name in call.passes), "")
    return call.lists or who in (policy.STRANGER, one)


def settle() -> None:
    """Check now what hangs on what: taken back with each call, it would be checked after each."""
    connection.check_constraints()


@pytest.fixture(scope="module")
def browser_of(world: World) -> Callable[[str], Client]:
    """A browser without a trace of the call before, in which the person is signed in."""
    sessions = {}
    for name, user in world.people.items():
        client = Client()
        client.force_login(user, backend=BACKEND)
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    # Another one would build all middleware anew, thousands of times.
    client = Client()

    def open_one(who: str) -> Client:
        client.cookies.clear()
        if who in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[who]
        return client

    return open_one


@pytest.fixture
def ask(world: World, browser_of: Callable[[str], Client]) -> Callable[..., tuple[int, str, str]]:
    """Make one call as one person and take it back: status, where it leads, what it says."""

    def one(
        route: Route, call: Call, who: str, *, drawn: bool | None = None
    ) -> tuple[int, str, str]:
        path = reverse(route.name, kwargs=call.kwargs(world)) + call.query
        wanted = is_read(call, who) if drawn is None else drawn
        with drawing.when(wanted), transaction.atomic():
            browser = browser_of("" if route.is_api else who)
            answer = _send(world, browser, route, call, who, path)
            found = answer.status_code, answer.get("Location", ""), _text(answer)
            transaction.set_rollback(True)
        return found

    return one


def _send(
    world: World, browser: Client, route: Route, call: Call, who: str, path: str
) -> HttpResponse:
    sent, extra = call.sent(world), dict(call.extra)
    if not route.is_api:
        return getattr(browser, call.method)(path, sent or {}, **extra)
    if who in world.tokens:
        extra["HTTP_AUTHORIZATION"] = f"Bearer {world.tokens[who]}"
    data = {} if call.method == "get" else {"data": sent or {}}
    return getattr(browser, call.method)(path, content_type="application/json", **data, **extra)


def _text(answer: HttpResponse) -> str:
    """What it says; a file is read to its end and so closed, an event stream never begun."""
    if not answer.streaming:
        return answer.content.decode("utf-8", errors="replace")
    return "" if answer.is_async else b"".join(answer.streaming_content).decode(errors="replace")


def verdict(status: int, location: str) -> str:
    """The answer in a word: `passes`, or how it refuses."""
    if status == 302 and location.startswith("/account/login/?next="):
        return "sign in"
    # 503 is the word of /readyz about the parts of the desk.
    refused = status in REFUSALS or (status >= 500 and status != 503)
    return str(status) if refused else "passes"


def expected(route: Route, call: Call, who: str, world: World) -> set[str]:
    """What the table says for this person."""
    if who in call.passes:
        return {"passes"}
    if call.refusal:
        return {str(call.refusal)}
    if who == policy.ANONYMOUS:
        return {str(call.anonymous or 401) if call.anonymous or route.is_api else "sign in"}
    if who == policy.STRANGER:
        return _of_stranger(call, world)
    return {"403" if who in call.seen_by else "404"}


def _of_stranger(call: Call, world: World) -> set[str]:
    meets = call.of_stranger(call.kwargs(world))
    if meets is Stranger.OWN:
        return {"passes" if policy.MANAGER in call.passes else "403"}
    return {"404"} if meets is Stranger.UNSEEN else {"404", "400"}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_only_those_of_the_table_pass(route, world, ask) -> None:
    calls = _calls_of(route, world)
    assert calls, f"The address {route} has no row in tests/journeys/rights/table/."

    wrong = [
        f"{call.name} as {who}: {met}, by the table {' or '.join(sorted(wanted))}"
        for call in calls
        for who in call.asked
        for wanted, met in [_compare(route, call, who, world, ask)]
        if met not in wanted
    ]

    assert not wrong, "\n".join([str(route), *wrong])


def _compare(
    route: Route, call: Call, who: str, world: World, ask: Callable[..., Any]
) -> tuple[set[str], str]:
    wanted = expected(route, call, who, world)
    status, location, text = ask(route, call, who)
    met = verdict(status, location)
    if who == policy.STRANGER:
        if "400" in wanted and status == 400:
            met = "400"
        if call.passes != policy.PUBLIC and MARK in text:
            met = f"{met}, but reads “{MARK}”"
    elif met == "passes" and call.body is not None and status in INPUT_WAS_WRONG:
        met = f"{status} {text[:300] if route.is_api else _faults(text)}"
    elif met == "passes" and call.lists and MARK not in text:
        met = f"passes, but finds no “{MARK}”"
    return wanted, met


def _faults(text: str) -> str:
    """What a form found wrong, for the reader of a failed test."""
    import re

    return " | ".join(re.findall(r'class="[^"]*error[^"]*"[^>]*>([^<]+)<', text))[:300]


def _calls_of(route: Route, world: World) -> list[Call]:
    """The row's calls that lead to this very address: one name may have several."""
    found = []
    for call in ROWS.get(route.name, []):
        path = reverse(route.name, kwargs=call.kwargs(world))
        if resolve(path).route == route.route:
            found.append(call)
    return found


#: Every so many of the addresses; a prime, so that no room is left out.
SAMPLE = 47


@pytest.mark.parametrize("route", ROUTES[::SAMPLE], ids=str)
def test_drawing_decides_nothing(route, world, ask) -> None:
    """The same answer to everybody, whether the page is drawn or not."""
    for call in _calls_of(route, world):
        for who in call.asked:
            plain, drawn = (ask(route, call, who, drawn=way)[:2] for way in (False, True))
            assert verdict(*plain) == verdict(*drawn), (call.name, who)


def test_no_row_is_left_over() -> None:
    assert sorted(ROWS.keys() - {route.name for route in ROUTES}) == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route.declared], ids=str)
def test_the_table_knows_every_method(route, world) -> None:
    known = {call.method for call in _calls_of(route, world)}

    assert known == route.declared


def test_the_table_knows_every_act_on_a_case() -> None:
    assert case_table.ACTS.keys() == CASE_ACTS.keys()


def test_the_table_knows_every_transition_of_a_case() -> None:
    assert case_table.MOVES.keys() == set(CASE_TRANSITIONS)


def test_the_table_knows_every_act_on_words() -> None:
    assert word_table.ACTS.keys() == WORD_ACTS.keys()


def test_the_table_knows_every_transition_of_words() -> None:
    offered = {*word_api_table.MOVES, "publish", "correct", "retract"}

    assert offered == WORD_TRANSITIONS.keys()


def test_the_table_knows_every_act_on_answers_and_enquiries() -> None:
    assert bank_table.ANSWER_ACTS.keys() == ANSWER_ACTS.keys()
    assert bank_table.ENQUIRY_ACTS.keys() == ENQUIRY_ACTS.keys()


READING = [
    ("incidents:room", "responding"),
    ("incidents:facts", "responding"),
    ("incidents:log", "responding"),
    ("incidents:live", "responding"),
    ("api-timeline", "responding"),
    ("api-facts", "responding"),
    ("api-evidence", "responding"),
]
OPEN_TO_PRIVILEGED = {"incidents:facts", "incidents:log", "api-timeline", "api-facts"}


@pytest.mark.parametrize("name", [name for name, _case in READING])
@pytest.mark.parametrize("who", [*policy.CAST_OF_BRAND])
def test_privileged_words_reach_only_those_who_may(name, who, world, browser_of) -> None:
    path = reverse(name, args=[world.case.reference])
    headers = {"HTTP_AUTHORIZATION": f"Bearer {world.tokens[who]}"} if name[:4] == "api-" else {}

    with transaction.atomic():
        text = browser_of(who).get(path, **headers).content.decode()
        transaction.set_rollback(True)

    if who not in policy.PRIVILEGED:
        assert SECRET not in text
    elif name in OPEN_TO_PRIVILEGED:
        assert SECRET in text


WORKING_WORDS = ("lô 12 đã dừng bán", "đã gọi quản lý ca", "Gọi cửa hàng", "báo sớm hơn", "sửa mẫu")


@pytest.mark.parametrize(
    "path", ["/", "/search/?q=sao+mai", "/action-items/", "/incidents/INC-3/", "/notices/"]
)
def test_a_viewer_reads_a_summary_and_no_working_words(path, world, browser_of) -> None:
    text = (
        browser_of(policy.VIEWER).get(path.replace("INC-3", world.case.reference)).content.decode()
    )

    assert [words for words in WORKING_WORDS if words in text] == []
