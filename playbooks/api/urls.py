"""API of the room."""

from django.urls import path

from playbooks.api import legal, standing, views

urlpatterns = [
    path("delegations/", standing.Delegations.as_view(), name="api-delegations"),
    path("delegations/<int:pk>/revoke/", standing.Revocation.as_view(), name="api-revocation"),
    path("legal-clocks/", legal.LegalClocks.as_view(), name="api-legal-clocks"),
    path(
        "legal-clocks/<int:pk>/confirm/",
        legal.LegalClockConfirmation.as_view(),
        name="api-legal-confirmation",
    ),
    path("playbooks/", views.PlaybookList.as_view(), name="api-playbooks"),
    path("playbooks/import/", views.PlaybookImport.as_view(), name="api-playbook-import"),
    path("playbooks/<slug:slug>/", views.PlaybookDetail.as_view(), name="api-playbook"),
    path("playbooks/<slug:slug>/versions/", views.VersionList.as_view(), name="api-versions"),
    path(
        "playbooks/<slug:slug>/versions/<int:number>/",
        views.VersionDetail.as_view(),
        name="api-version",
    ),
    path(
        "playbooks/<slug:slug>/versions/<int:number>/export/",
        views.VersionExport.as_view(),
        name="api-version-export",
    ),
    path(
        "playbooks/<slug:slug>/versions/<int:number>/transitions/<slug:name>/",
        views.VersionTransition.as_view(),
        name="api-version-transition",
    ),
]
