"""API of the room."""

from django.urls import path

from monitoring.api import intake, trial, views

urlpatterns = [
    path("mentions/", views.MentionsView.as_view(), name="api-mentions"),
    path("intake/<str:token>/", intake.IntakeView.as_view(), name="api-intake"),
    path("signals/", views.SignalsView.as_view(), name="api-signals"),
    path("signals/<int:pk>/", views.SignalView.as_view(), name="api-signal"),
    path("signals/<int:pk>/open/", views.OpenView.as_view(), name="api-signal-open"),
    path("signals/<int:pk>/link/", views.LinkView.as_view(), name="api-signal-link"),
    path("signals/<int:pk>/watch/", views.WatchUntilView.as_view(), name="api-signal-watch"),
    path("signals/<int:pk>/dismiss/", views.DismissView.as_view(), name="api-signal-dismiss"),
    path("watches/", views.WatchesView.as_view(), name="api-watches"),
    path("watches/<int:pk>/", views.WatchView.as_view(), name="api-watch"),
    path("watches/<int:pk>/trial/", trial.TrialView.as_view(), name="api-watch-trial"),
    path("sources/", views.SourcesView.as_view(), name="api-sources"),
    path("sources/<int:pk>/", views.SourceView.as_view(), name="api-source"),
]
