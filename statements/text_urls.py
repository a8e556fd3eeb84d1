"""Pages of the library of prepared words; they stand among those of the playbooks."""

from django.urls import path

from statements.views import texts

app_name = "texts"
urlpatterns = [
    path("", texts.library, name="library"),
    path("coverage/", texts.coverage, name="coverage"),
    path("print/", texts.paper, name="print"),
    path("approvals/<int:pk>/revoke/", texts.revoke, name="revoke"),
    path("<slug:slug>/<slug:key>/", texts.text, name="text"),
    path("<slug:slug>/<slug:key>/approve/", texts.approve, name="approve"),
]
