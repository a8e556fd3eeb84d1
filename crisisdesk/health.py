"""What machines ask: does the process live, is the desk ready, how is it doing."""

from __future__ import annotations

import ipaddress
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import current_app
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from outbox import watch
from outbox.models import OutboxMessage, OutboxState
from teams import tokens
from teams.models import AuditFinding, Page, PageState
from teams.paging import audit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The sweep beats every 15 seconds; four missed beats are a silence.
SILENCE = timedelta(seconds=60)
PATIENCE = 2.0
TEXT = "text/plain; version=0.0.4; charset=utf-8"

_asking = ThreadPoolExecutor(max_workers=2, thread_name_prefix="ready")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Every part by name; 503 while one of them is missing."""
    parts = {name: check() for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if ready else "not ready", **parts}, status=200 if ready else 503
    )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for this machine itself or a token with the scope `metrics`."""
    if not may_read(request):
        answer = HttpResponse("A token with the scope “metrics” is needed.\n", status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    registry = CollectorRegistry()
    registry.register(Desk())
    return HttpResponse(generate_latest(registry), content_type=TEXT)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def broker() -> str:
    """In a thread of its own: some brokers say nothing for a long time."""
    try:
        return _asking.submit(_broker_answers).result(PATIENCE)
    except TooSlow:
        return "does not answer"


def _broker_answers() -> str:
    try:
        with current_app.connection_for_write(transport_options=_no_patience()) as line:
            line.ensure_connection(max_retries=1, timeout=PATIENCE)
    except Exception:  # noqa: BLE001 -- every transport fails in its own way
        return "does not answer"
    return "ok"


def _no_patience() -> dict[str, object]:
    return {**current_app.conf.broker_transport_options, "max_retries": 1}


def scheduler() -> str:
    """Beat plans the sweep and a worker does it: its heartbeat proves both."""
    try:
        silence = watch.silent_for("scheduler")
    except DatabaseError:
        return "unknown"
    if silence is None:
        return "never seen"
    return "ok" if silence < SILENCE else f"silent for {int(silence.total_seconds())} s"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "broker": broker,
    "scheduler": scheduler,
}


def may_read(request: HttpRequest) -> bool:
    """From this very machine, or with a token that may."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        row = tokens.find(token.strip())
        return row is not None and row.user.is_active and tokens.holds(row.scopes, "metrics")
    # Behind a proxy everybody seems to come from here; the proxy says so in a header.
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and not (
        {"X-Forwarded-For", "Forwarded"} & set(request.headers)
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class Desk:
    """The figures of this desk, read when they are asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("crisisdesk_up", "The desk answers", value=1)
        states = GaugeMetricFamily(
            "crisisdesk_outbox_messages", "Messages by state, sent ones apart", labels=["state"]
        )
        for state in OutboxState.values:
            if state != OutboxState.SENT:
                states.add_metric([state], OutboxMessage.objects.filter(state=state).count())
        yield states
        count, late_by = watch.late()
        yield GaugeMetricFamily("crisisdesk_outbox_late", "Messages that lie too long", value=count)
        yield GaugeMetricFamily(
            "crisisdesk_outbox_late_seconds", "Age of the oldest", value=late_by.total_seconds()
        )
        yield from _pages()
        silence = watch.silent_for("scheduler")
        if silence is not None:
            yield GaugeMetricFamily(
                "crisisdesk_scheduler_silent_seconds",
                "Since the scheduler's last heartbeat",
                value=silence.total_seconds(),
            )


def _pages() -> Iterator[GaugeMetricFamily]:
    """Pages that wait for an answer, calls that are late, and what the auditor has found."""
    going = Page.objects.filter(state=PageState.GOING).count()
    yield GaugeMetricFamily("crisisdesk_pages_going", "Pages nobody has answered", value=going)
    yield GaugeMetricFamily(
        "crisisdesk_pages_late", "Steps that are a minute late", value=audit.late_steps()
    )
    yield GaugeMetricFamily(
        "crisisdesk_page_differences", "What the auditor found", value=AuditFinding.objects.count()
    )
