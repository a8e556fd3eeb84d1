"""Pages of the room."""

from django.urls import path

from drills.views import overview, running

app_name = "drills"
urlpatterns = [
    path("", overview.listing, name="list"),
    path("readiness/", overview.readiness, name="readiness"),
    path("scenarios/<int:pk>/", overview.scenario, name="scenario"),
    path("scenarios/<int:pk>/start/", running.start, name="start"),
    path("<int:pk>/", running.run, name="run"),
    path("<int:pk>/live/", running.live, name="live"),
    path("<int:pk>/end/", running.end, name="end"),
    path("<int:pk>/score/", running.score, name="score"),
    path("<int:pk>/injects/<int:inject>/", running.observe, name="observe"),
]
