"""API of the room."""

from django.urls import path

from desk.api import clocks, views

urlpatterns = [
    path("incidents/<str:reference>/clocks/", clocks.Clocks.as_view(), name="api-clocks"),
    path("reports/metrics/", views.Metrics.as_view(), name="api-metrics"),
]
