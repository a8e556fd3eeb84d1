"""API addresses of the room."""

from django.urls import path

from incidents.api import situation
from incidents.api.views import case, ledger, legal, work

ONE = "incidents/<str:reference>/"
urlpatterns = [
    path("incidents/", case.Incidents.as_view(), name="api-incidents"),
    path(ONE, case.IncidentView.as_view(), name="api-incident"),
    path(f"{ONE}transitions/<slug:name>/", case.Transition.as_view(), name="api-incident-move"),
    path(f"{ONE}timeline/", case.Timeline.as_view(), name="api-timeline"),
    path(f"{ONE}acknowledge/", case.AcknowledgeView.as_view(), name="api-acknowledge"),
    path(f"{ONE}severity/", case.SeverityView.as_view(), name="api-severity"),
    path(f"{ONE}playbook/", case.PlaybookView.as_view(), name="api-choose-playbook"),
    path(f"{ONE}lead/", case.LeadView.as_view(), name="api-lead"),
    path(f"{ONE}roles/", case.RolesView.as_view(), name="api-roles"),
    path(f"{ONE}notes/", case.NotesView.as_view(), name="api-notes"),
    path(f"{ONE}remedy/", case.RemedyView.as_view(), name="api-remedy"),
    path(f"{ONE}crisis/", case.CrisisView.as_view(), name="api-crisis"),
    path(f"{ONE}proposals/", case.ProposalsView.as_view(), name="api-proposals"),
    path(f"{ONE}facts/", ledger.Facts.as_view(), name="api-facts"),
    path(f"{ONE}facts/<int:pk>/revisions/", ledger.FactRevisions.as_view(), name="api-fact"),
    path(f"{ONE}facts/<int:pk>/public/", ledger.FactPublic.as_view(), name="api-fact-public"),
    path(f"{ONE}facts/<int:pk>/second/", ledger.FactSecond.as_view(), name="api-fact-second"),
    path(f"{ONE}evidence/", ledger.EvidenceView.as_view(), name="api-evidence"),
    path(f"{ONE}claims/", ledger.Claims.as_view(), name="api-claims"),
    path(f"{ONE}claims/<int:pk>/assess/", ledger.ClaimAssess.as_view(), name="api-claim-assess"),
    path(f"{ONE}claims/<int:pk>/move/", ledger.ClaimMove.as_view(), name="api-claim-move"),
    path(f"{ONE}questions/", ledger.Questions.as_view(), name="api-questions"),
    path(f"{ONE}questions/<int:pk>/answer/", ledger.QuestionAnswer.as_view(), name="api-answer"),
    path(f"{ONE}tasks/", work.Tasks.as_view(), name="api-tasks"),
    path(f"{ONE}tasks/<int:pk>/done/", work.TaskDone.as_view(), name="api-task-done"),
    path(f"{ONE}tasks/<int:pk>/skip/", work.TaskSkip.as_view(), name="api-task-skip"),
    path(f"{ONE}tasks/<int:pk>/reopen/", work.TaskReopen.as_view(), name="api-task-reopen"),
    path(f"{ONE}decisions/", work.Decisions.as_view(), name="api-decisions"),
    path(f"{ONE}decisions/<int:pk>/review/", work.DecisionReview.as_view(), name="api-decision"),
    path(
        f"{ONE}situation-reports/",
        situation.SituationReports.as_view(),
        name="api-situation-reports",
    ),
    path(f"{ONE}legal-clocks/", legal.LegalRuns.as_view(), name="api-legal-runs"),
    path(
        f"{ONE}legal-clocks/<int:pk>/settle/",
        legal.LegalSettlement.as_view(),
        name="api-legal-settlement",
    ),
    path(f"{ONE}review/", work.ReviewView.as_view(), name="api-review"),
    path(f"{ONE}review/sign/", work.ReviewSign.as_view(), name="api-review-sign"),
    path(f"{ONE}review/lessons/", work.Lessons.as_view(), name="api-lessons"),
    path(f"{ONE}review/lessons/<int:pk>/", work.LessonSettle.as_view(), name="api-lesson"),
    path(f"{ONE}review/items/<int:pk>/done/", work.ItemDone.as_view(), name="api-item-done"),
]
