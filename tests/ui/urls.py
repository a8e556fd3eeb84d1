"""Addresses of the rooms that the frame of a page points to; the pages behind them are not met."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from crisisdesk.ui.views import set_theme


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def room(app: str, **names: str) -> tuple:
    return include(([path(address, page, name=name) for name, address in names.items()], app))


urlpatterns = [
    path("styleguide/", include("crisisdesk.styleguide")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("theme/", set_theme, name="theme"),
    path("account/login/", page, name="account_login"),
    path("account/logout/", page, name="account_logout"),
    path("", room("desk", home="", notices="notices/", search="search/")),
    path("incidents/", room("incidents", list="")),
    path("monitoring/", room("monitoring", signals="signals/", sources="sources/")),
]
