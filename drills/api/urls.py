"""API of the room."""

from django.urls import path

from drills.api import branching, views

urlpatterns = [
    path("drills/", views.Drills.as_view(), name="api-drills"),
    path("drills/scenarios/", views.Scenarios.as_view(), name="api-scenarios"),
    path("drills/<int:pk>/", views.DrillView.as_view(), name="api-drill"),
    path("drills/<int:pk>/branch/", branching.BranchView.as_view(), name="api-drill-branch"),
    path("drills/<int:pk>/end/", views.EndView.as_view(), name="api-drill-end"),
    path("drills/<int:pk>/injects/<int:inject>/", views.InjectView.as_view(), name="api-inject"),
    path("readiness/", views.Readiness.as_view(), name="api-readiness"),
]
