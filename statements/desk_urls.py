"""Pages of the bank and of the press desk; they stand before those of single statements."""

from django.urls import path

from statements.views import bank
from statements.views import enquiries as press

urlpatterns = [
    path("answers/", bank.standing, name="answers"),
    path("answers/new/", bank.new, name="answer-new"),
    path("answers/of/<str:reference>/", bank.of_case, name="answers-of"),
    path("answers/of/<str:reference>/new/", bank.new, name="answer-new-of"),
    path("answers/of/<str:reference>/bring/", bank.bring, name="answers-bring"),
    path("answers/<int:pk>/", bank.detail, name="answer"),
    path("answers/<int:pk>/edit/", bank.edit, name="answer-edit"),
    path("answers/<int:pk>/do/<slug:name>/", bank.act, name="answer-act"),
    path("press/", press.listing, name="enquiries"),
    path("press/new/", press.new, name="enquiry-new"),
    path("press/<int:pk>/", press.detail, name="enquiry"),
    path("press/<int:pk>/edit/", press.edit, name="enquiry-edit"),
    path("press/<int:pk>/do/<slug:name>/", press.act, name="enquiry-act"),
]
