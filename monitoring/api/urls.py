"""API of the room."""

from django.urls import path

from monitoring.api import clusters, intake, views

urlpatterns = [
    path("mentions/", views.MentionsView.as_view(), name="api-mentions"),
    path("intake/<str:token>/", intake.IntakeView.as_view(), name="api-intake"),
    path("clusters/", clusters.ClustersView.as_view(), name="api-clusters"),
    path("clusters/<int:pk>/", clusters.ClusterView.as_view(), name="api-cluster"),
    path("signals/", views.SignalsView.as_view(), name="api-signals"),
    path("signals/<int:pk>/", views.SignalView.as_view(), name="api-signal"),
    path("signals/<int:pk>/open/", views.OpenView.as_view(), name="api-signal-open"),
    path("signals/<int:pk>/link/", views.LinkView.as_view(), name="api-signal-link"),
    path("signals/<int:pk>/watch/", views.WatchUntilView.as_view(), name="api-signal-watch"),
    path("signals/<int:pk>/dismiss/", views.DismissView.as_view(), name="api-signal-dismiss"),
    path("watches/", views.WatchesView.as_view(), name="api-watches"),
    path("watches/<int:pk>/", views.WatchView.as_view(), name="api-watch"),
    path("sources/", views.SourcesView.as_view(), name="api-sources"),
    path("sources/<int:pk>/", views.SourceView.as_view(), name="api-source"),
]
