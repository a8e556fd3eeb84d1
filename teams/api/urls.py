"""API of brands, people's duty and one's own account."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from teams.api import paging, views
from teams.api.rotas import RotaViewSet

router = SimpleRouter()
router.register("brands", views.BrandViewSet, basename="brand")
router.register("teams", views.TeamViewSet, basename="team")
router.register("rotas", RotaViewSet, basename="rota")
router.register("shifts", views.ShiftViewSet, basename="shift")
router.register("policies", paging.PolicyViewSet, basename="policy")
router.register("webhooks", views.WebhookViewSet, basename="webhook")

urlpatterns = [path("me/", views.MeView.as_view(), name="me"), *router.urls]
