"""API addresses of the room."""

from django.urls import path

from statements.api import commenting, views

ONE = "statements/<str:pk>/"
urlpatterns = [
    path(
        "incidents/<str:reference>/statements/",
        views.OfIncident.as_view(),
        name="api-incident-statements",
    ),
    path(
        "incidents/<str:reference>/brief_waiver/",
        views.BriefWaiver.as_view(),
        name="api-brief-waiver",
    ),
    path(ONE, views.One.as_view(), name="api-statement"),
    path(f"{ONE}versions/", views.Versions.as_view(), name="api-statement-versions"),
    path(f"{ONE}transitions/<str:name>/", views.Transition.as_view(), name="api-statement-move"),
    path(
        f"{ONE}emergency_confirmation/",
        views.EmergencyConfirmation.as_view(),
        name="api-emergency-confirmation",
    ),
    path(f"{ONE}ratification/", views.Ratification.as_view(), name="api-ratification"),
    path(f"{ONE}receipt/", views.Receipt.as_view(), name="api-read-receipt"),
    path(f"{ONE}channels/", views.Channels.as_view(), name="api-statement-channels"),
    path(f"{ONE}comments/", commenting.Comments.as_view(), name="api-statement-comments"),
    path(
        f"{ONE}comments/<int:comment>/<str:name>/",
        commenting.CommentMove.as_view(),
        name="api-statement-comment-move",
    ),
    path("approvals/", commenting.Approvals.as_view(), name="api-approvals"),
    path(f"{ONE}lint_overrides/", views.LintOverrides.as_view(), name="api-lint-overrides"),
]
