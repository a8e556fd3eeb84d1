"""API of the room."""

from django.urls import path

from drills.api import branching, scenarios, views

urlpatterns = [
    path("drills/", views.Drills.as_view(), name="api-drills"),
    path("drills/scenarios/", views.Scenarios.as_view(), name="api-scenarios"),
    path("drills/scenarios/import/", scenarios.Import.as_view(), name="api-scenario-import"),
    path("drills/scenarios/<int:pk>/", scenarios.Detail.as_view(), name="api-scenario"),
    path(
        "drills/scenarios/<int:pk>/export/", scenarios.Export.as_view(), name="api-scenario-export"
    ),
    path(
        "drills/scenarios/<int:pk>/retire/", scenarios.Retire.as_view(), name="api-scenario-retire"
    ),
    path("drills/<int:pk>/", views.DrillView.as_view(), name="api-drill"),
    path("drills/<int:pk>/branch/", branching.BranchView.as_view(), name="api-drill-branch"),
    path("drills/<int:pk>/end/", views.EndView.as_view(), name="api-drill-end"),
    path("drills/<int:pk>/injects/<int:inject>/", views.InjectView.as_view(), name="api-inject"),
    path("readiness/", views.Readiness.as_view(), name="api-readiness"),
]
