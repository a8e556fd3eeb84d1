"""Pages of the library of prepared words; they stand before those of single statements."""

from django.urls import path

from statements.views import texts

urlpatterns = [
    path("texts/", texts.library, name="texts"),
    path("texts/coverage/", texts.coverage, name="texts-coverage"),
    path("texts/print/", texts.paper, name="texts-print"),
    path("texts/approvals/<int:pk>/revoke/", texts.revoke, name="text-revoke"),
    path("texts/<slug:slug>/<slug:key>/", texts.text, name="text"),
    path("texts/<slug:slug>/<slug:key>/approve/", texts.approve, name="text-approve"),
]
