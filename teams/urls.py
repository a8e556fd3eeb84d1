"""Pages about people and about oneself."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from teams.reaching import urls as reaching
from teams.views import mine, people

app_name = "teams"
urlpatterns = [
    path("", people.people, name="people"),
    path("invite/", people.invite, name="invite"),
    path("<int:pk>/", people.role, name="role"),
    path("<int:pk>/invite/", people.invite_again, name="invite_again"),
    path("<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("<int:pk>/readmit/", people.readmit, name="readmit"),
    path("shifts/add/", people.add_shift, name="add_shift"),
    path("shifts/<int:pk>/remove/", people.remove_shift, name="remove_shift"),
    path("letters/<int:pk>/again/", mine.send_letter_again, name="send_letter_again"),
    path("letters/<int:pk>/drop/", mine.drop_letter, name="drop_letter"),
    path("brand/", mine.brand, name="brand"),
    path("brand/switch/", people.switch_brand, name="switch_brand"),
    path("settings/", mine.settings, name="settings"),
    path("me/", RedirectView.as_view(pattern_name="teams:settings"), name="me"),
    path("settings/tokens/new/", mine.new_token, name="new_token"),
    path("settings/tokens/<int:pk>/revoke/", mine.revoke_token, name="revoke_token"),
    *reaching.urlpatterns,
]
