"""API of the room."""

from django.urls import path

from monitoring.api import claims, clusters, inbox, intake, sources, trial, views

urlpatterns = [
    path("mentions/", views.MentionsView.as_view(), name="api-mentions"),
    path("mentions/<int:pk>/", inbox.MentionView.as_view(), name="api-mention"),
    path("mentions/<int:pk>/answers/", inbox.AnswersView.as_view(), name="api-mention-answers"),
    path("mentions/<int:pk>/inbox/", inbox.ItemView.as_view(), name="api-inbox-item"),
    path("mentions/<int:pk>/inbox/assign/", inbox.AssignView.as_view(), name="api-inbox-assign"),
    path("mentions/<int:pk>/inbox/answer/", inbox.AnswerView.as_view(), name="api-inbox-answer"),
    path("mentions/<int:pk>/inbox/close/", inbox.CloseView.as_view(), name="api-inbox-close"),
    path("mentions/<int:pk>/inbox/reopen/", inbox.ReopenView.as_view(), name="api-inbox-reopen"),
    path("inbox/", inbox.InboxView.as_view(), name="api-inbox"),
    path("intake/<str:token>/", intake.IntakeView.as_view(), name="api-intake"),
    path("clusters/", clusters.ClustersView.as_view(), name="api-clusters"),
    path("clusters/<int:pk>/", clusters.ClusterView.as_view(), name="api-cluster"),
    path("signals/", views.SignalsView.as_view(), name="api-signals"),
    path("signals/<int:pk>/", views.SignalView.as_view(), name="api-signal"),
    path("signals/<int:pk>/open/", views.OpenView.as_view(), name="api-signal-open"),
    path("signals/<int:pk>/link/", views.LinkView.as_view(), name="api-signal-link"),
    path("signals/<int:pk>/watch/", views.WatchUntilView.as_view(), name="api-signal-watch"),
    path("signals/<int:pk>/dismiss/", views.DismissView.as_view(), name="api-signal-dismiss"),
    path("claims/", claims.ClaimsView.as_view(), name="api-known-claims"),
    path("claims/<int:pk>/", claims.ClaimView.as_view(), name="api-known-claim"),
    path(
        "claims/<int:pk>/matches/",
        claims.ClaimMatchesView.as_view(),
        name="api-known-claim-matches",
    ),
    path(
        "claims/<int:pk>/matches/<int:match>/confirm/",
        claims.ConfirmView.as_view(),
        name="api-known-claim-confirm",
    ),
    path(
        "claims/<int:pk>/matches/<int:match>/refuse/",
        claims.RefuseView.as_view(),
        name="api-known-claim-refuse",
    ),
    path("watches/", views.WatchesView.as_view(), name="api-watches"),
    path("watches/<int:pk>/", views.WatchView.as_view(), name="api-watch"),
    path("sources/", sources.SourcesView.as_view(), name="api-sources"),
    path("sources/<int:pk>/", sources.SourceView.as_view(), name="api-source"),
    path("sources/<int:pk>/poll/", sources.PollView.as_view(), name="api-source-poll"),
    path("sources/<int:pk>/test/", sources.TestView.as_view(), name="api-source-test"),
    path("watches/<int:pk>/trial/", trial.TrialView.as_view(), name="api-watch-trial"),
]
