"""Pages of staff without an account."""

from django.urls import path

from monitoring.views import staff_public

urlpatterns = [
    path("of/", staff_public.look_up, name="staff-look-up"),
    path("of/<str:reference>/", staff_public.state, name="staff-state"),
    path("<str:token>/", staff_public.form, name="staff-form"),
]
