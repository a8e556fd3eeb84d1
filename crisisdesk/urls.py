"""Addresses of the desk; each room keeps its own list."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerView

from crisisdesk import health
from crisisdesk.ui.views import set_theme
from desk import room_urls
from desk.views import following, setting_up
from incidents import urls as incident_urls
from newsroom import care
from teams.api.described import DescriptionView
from teams.views import page_link
from teams.views.reaching import service_worker
from teams.views.sign_in import set_language

api = [
    path("", include("teams.api.urls")),
    path("", include("playbooks.api.urls")),
    path("", include("incidents.api.urls")),
    path("", include("statements.api.urls")),
    path("", include("monitoring.api.urls")),
    path("", include("drills.api.urls")),
    path("", include("desk.api.urls")),
    path("schema/", DescriptionView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include(api)),
    path("account/", include("teams.account_urls")),
    path("setup/<str:code>/", setting_up.setup, name="setup"),
    path("language/", set_language, name="set_language"),
    path("theme/", set_theme, name="theme"),
    # A service worker rules over what stands below its own address.
    path("sw.js", service_worker, name="service-worker"),
    path("", include("desk.urls")),
    # The war room composes several rooms, so the desk shows it under the case's address.
    path(
        "incidents/", include(([*room_urls.urlpatterns, *incident_urls.urlpatterns], "incidents"))
    ),
    path("statements/", include("statements.urls")),
    path("monitoring/", include("monitoring.urls")),
    # What plans say in words is made into statements, so their room shows it.
    path("playbooks/policies/texts/", include("statements.text_urls")),
    path("playbooks/", include("playbooks.urls")),
    path("drills/", include("drills.urls")),
    path("people/", include("teams.urls")),
    path("page/<str:token>/", page_link.page_link, name="page_link"),
    path("press/", include("statements.press_urls")),
    path("newsroom-care/", care.index, name="newsroom-care"),
    path("newsroom/", include("newsroom.urls")),
    path("report/", include("monitoring.staff_urls")),
    path("follow/<str:token>/", following.follow, name="follow"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("crisisdesk.styleguide")))
