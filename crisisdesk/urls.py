"""Addresses of the desk; each room keeps its own list."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

api = [
    path("", include("teams.api.urls")),
    path("", include("playbooks.api.urls")),
    path("", include("incidents.api.urls")),
    path("", include("statements.api.urls")),
    path("", include("monitoring.api.urls")),
    path("", include("drills.api.urls")),
    path("", include("desk.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
]

urlpatterns = [
    path("api/v1/", include(api)),
    path("account/", include("allauth.urls")),
    path("", include("desk.urls")),
    path("incidents/", include("incidents.urls")),
    path("statements/", include("statements.urls")),
    path("monitoring/", include("monitoring.urls")),
    path("playbooks/", include("playbooks.urls")),
    path("drills/", include("drills.urls")),
    path("people/", include("teams.urls")),
    path("newsroom/", include("newsroom.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("crisisdesk.styleguide")))
