"""API addresses of the room."""

from django.urls import path

from statements.api import bank, commenting, outlets, planning, press, texts, views

ONE = "statements/<str:pk>/"
CASE = "incidents/<str:reference>/"
urlpatterns = [
    path("templates/", texts.Texts.as_view(), name="api-templates"),
    path("text-approvals/", texts.TextApprovals.as_view(), name="api-text-approvals"),
    # `questions/` of a case are those that are to be verified.
    path(f"{CASE}answers/", bank.Answers.as_view(), name="api-answers"),
    path(f"{CASE}enquiries/", bank.Enquiries.as_view(), name="api-enquiries"),
    *(
        path(
            f"answers/<int:pk>/{name}/",
            bank.answer_move(name).as_view(),
            name=f"api-answer-{name}",
        )
        for name in bank.ANSWER_MOVES
    ),
    *(
        path(
            f"enquiries/<int:pk>/{name}/",
            bank.enquiry_move(name).as_view(),
            name=f"api-enquiry-{name}",
        )
        for name in bank.ENQUIRY_MOVES
    ),
    path(
        "brands/<slug:slug>/press_contacts/",
        press.Contacts.as_view(),
        name="api-press-contacts",
    ),
    path("brands/<slug:slug>/press_groups/", press.Groups.as_view(), name="api-press-groups"),
    path(f"{ONE}press_mail/", press.Mail.as_view(), name="api-press-mail"),
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
    path(f"{ONE}schedule/", planning.Hour.as_view(), name="api-statement-schedule"),
    path(f"{ONE}unschedule/", planning.NoHour.as_view(), name="api-statement-unschedule"),
    path("brands/<slug:slug>/hold/", planning.Hold.as_view(), name="api-hold"),
    path("brands/<slug:slug>/hold/lift/", planning.Lift.as_view(), name="api-hold-lift"),
    path(f"{ONE}receipt/", views.Receipt.as_view(), name="api-read-receipt"),
    path(f"{ONE}channels/", views.Channels.as_view(), name="api-statement-channels"),
    path(
        f"{ONE}channels/<str:channel>/<str:name>/",
        outlets.Outlet.as_view(),
        name="api-statement-outlet",
    ),
    path(
        "publishing_accounts/", outlets.PublishingAccounts.as_view(), name="api-publishing-accounts"
    ),
    path(f"{ONE}comments/", commenting.Comments.as_view(), name="api-statement-comments"),
    path(
        f"{ONE}comments/<int:comment>/<str:name>/",
        commenting.CommentMove.as_view(),
        name="api-statement-comment-move",
    ),
    path("approvals/", commenting.Approvals.as_view(), name="api-approvals"),
    path(f"{ONE}lint_overrides/", views.LintOverrides.as_view(), name="api-lint-overrides"),
]
