"""API of the room."""

from django.urls import path

from desk.api import views

urlpatterns = [
    path("reports/metrics/", views.Metrics.as_view(), name="api-metrics"),
]
