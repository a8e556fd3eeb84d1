"""API of the room."""

from django.urls import path

from desk.api import clocks, dossiers, views

ONE = "incidents/<str:reference>/"
urlpatterns = [
    path(f"{ONE}clocks/", clocks.Clocks.as_view(), name="api-clocks"),
    path("reports/metrics/", views.Metrics.as_view(), name="api-metrics"),
    path(f"{ONE}evidence/checks/", dossiers.Checks.as_view(), name="api-evidence-checks"),
    path(f"{ONE}dossiers/", dossiers.Dossiers.as_view(), name="api-dossiers"),
    path(f"{ONE}dossiers/<int:number>/", dossiers.DossierView.as_view(), name="api-dossier"),
    path(
        f"{ONE}dossiers/<int:number>/file/", dossiers.DossierFile.as_view(), name="api-dossier-file"
    ),
]
