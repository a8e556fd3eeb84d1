"""The cast: the same people in every test.

Phượng commands, Nghĩa speaks, Lan is legal, Minh drafts, Khoa only watches, Vy belongs to another
brand, Bot is the desk's automation. Lead and manager are those who hold no title.
"""

from __future__ import annotations

import itertools
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from celery import current_app
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Max
from django.test import Client, client, override_settings
from django.utils.crypto import get_random_string
from rest_framework.test import APIClient

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import fold
from incidents.models import Incident
from teams import tokens
from teams.automation import automation
from teams.models import Brand, Membership, Role, Title, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

    from tests.bluesky_server.running import Network

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_numbers = itertools.count()


@pytest.fixture(autouse=True, scope="session")
def _broker_in_memory() -> None:
    """Hints to workers stay in this process; nobody works on them unless a test does."""
    current_app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(autouse=True, scope="session")
def _quick_start() -> Iterator[None]:
    """A test client need not list every static file first, nor take its time with passwords."""
    with override_settings(
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def _pages_only() -> Iterator[None]:
    """A client keeps what a page was given, not what each button and field of it was."""
    keep = client.store_rendered_templates

    def store(kept: dict, signal: Any, sender: Any, template: Any, context: Any, **more) -> None:
        if not (template.name or "").startswith(("ui/", "django/")):
            keep(kept, signal, sender, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", store)
        yield


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Rate limits of one test are not those of the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def brand(db: None) -> Brand:
    return Brand.objects.create(
        slug="sao-mai",
        name="Sao Mai",
        short_name="Sao Mai",
        hotline="1900 0000",
        official_channel="facebook.com/saomai.example",
        press_contact="press@saomai.example",
        quiet_minutes=2,
    )


@pytest.fixture
def other_brand(db: None) -> Brand:
    return Brand.objects.create(slug="hai-dang", name="Hải Đăng", short_name="Hải Đăng")


def person(brand: Brand, name: str, role: str, title: str = "") -> User:
    """An active person of a brand with one role."""
    mail = f"{fold(name).split()[-1]}{next(_numbers)}@saomai.example"
    user = User.objects.create_user(mail, name=name)
    Membership.objects.create(user=user, brand=brand, role=role, title=title)
    return user


def case_row(
    *, brand: Brand, title: str, actor: User, detected_at: datetime | None = None, **fields: Any
) -> Incident:
    """A case as a row: nobody was woken or told, no clock runs and the log is empty.

    Opening one takes sixty queries; this is for tests that only need a case to be there.
    """
    last = Incident.objects.aggregate(top=Max("number"))["top"] or 0
    return Incident.objects.create(
        brand=brand,
        number=last + 1,
        title=title,
        created_by=actor,
        detected_at=detected_at or now(),
        **fields,
    )


@pytest.fixture
def make_person(brand: Brand) -> Callable[..., User]:
    """Another person: `make_person("Hà", Role.MEMBER)`, of `brand` unless told otherwise."""

    def make(
        name: str, role: str = Role.MEMBER, title: str = "", *, of: Brand | None = None
    ) -> User:
        return person(of or brand, name, role, title)

    return make


@pytest.fixture
def phuong(brand: Brand) -> User:
    return person(brand, "Trần Minh Phượng", Role.MANAGER, Title.COMMS_HEAD)


@pytest.fixture
def nghia(brand: Brand) -> User:
    return person(brand, "Lê Trọng Nghĩa", Role.EXECUTIVE, Title.CEO)


@pytest.fixture
def lan(brand: Brand) -> User:
    return person(brand, "Phạm Thị Lan", Role.LEGAL)


@pytest.fixture
def minh(brand: Brand) -> User:
    return person(brand, "Đỗ Quang Minh", Role.MEMBER)


@pytest.fixture
def khoa(brand: Brand) -> User:
    return person(brand, "Vũ Đăng Khoa", Role.VIEWER)


@pytest.fixture
def admin_person(brand: Brand) -> User:
    return person(brand, "Bùi Thanh An", Role.ADMIN)


@pytest.fixture
def manager(brand: Brand) -> User:
    return person(brand, "Hoàng Gia Bảo", Role.MANAGER)


@pytest.fixture
def lead(brand: Brand) -> User:
    return person(brand, "Ngô Hải Yến", Role.MEMBER)


@pytest.fixture
def vy(other_brand: Brand) -> User:
    return person(other_brand, "Đặng Tường Vy", Role.MANAGER)


@pytest.fixture
def bot(db: None) -> User:
    return automation()


@pytest.fixture
def client_of(db: None) -> Callable[[User], Client]:
    """A browser in which the person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = signed_in(user)
        return client

    return sign_in


def signed_in(user: User) -> str:
    """The key of a session as signing in leaves it, in two of its fifteen queries."""
    key = get_random_string(32, VALID_KEY_CHARS)
    held = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    store = SessionStore(key)
    Session.objects.create(
        session_key=key, session_data=store.encode(held), expire_date=store.get_expiry_date()
    )
    user.last_login = now()
    User.objects.filter(pk=user.pk).update(last_login=user.last_login)
    return key


@pytest.fixture
def signer_of(client_of: Callable[[User], Client]) -> Callable[[User], Client]:
    """A browser whose person has shown a moment ago who they are, and so may sign."""

    def sign_in(user: User) -> Client:
        client = client_of(user)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
        return client

    return sign_in


@pytest.fixture
def api_of(db: None) -> Callable[..., APIClient]:
    """An API client with a real token of the person: `api_of(minh)`, `api_of(minh, "read")`."""

    def with_token(user: User, *scopes: str) -> APIClient:
        _row, token = tokens.make(user, name="test", scopes=scopes or ("read", "write"))
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    return with_token


@pytest.fixture
def unwritable(db: None) -> Callable[[Model], None]:
    """Makes the database refuse every change of one row."""

    def spoil(row: Model) -> None:
        table = row._meta.db_table
        name = f"spoiled_{table}_{row.pk}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'spoiled'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW"
                f" WHEN (OLD.id = {row.pk}) EXECUTE FUNCTION {name}()"
            )

    return spoil


@pytest.fixture(scope="session")
def bluesky(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Network]:
    """Bluesky's own programs, one set for all tests that want them; skips where there are none."""
    from tests.bluesky_server.running import running

    with running(tmp_path_factory.mktemp("bluesky"), django_db_blocker.unblock) as network:
        yield network
