"""Pages about people and about oneself."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from teams.reaching import urls as reaching
from teams.views import load, mine, pages, people, policies, watch

app_name = "teams"
urlpatterns = [
    path("", include("teams.rota_urls")),
    path("", people.people, name="people"),
    path("invite/", people.invite, name="invite"),
    path("<int:pk>/", people.role, name="role"),
    path("<int:pk>/invite/", people.invite_again, name="invite_again"),
    path("<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("<int:pk>/readmit/", people.readmit, name="readmit"),
    path("shifts/add/", people.add_shift, name="add_shift"),
    path("shifts/<int:pk>/remove/", people.remove_shift, name="remove_shift"),
    path("pages/", pages.pages, name="pages"),
    path("pages/<int:pk>/", pages.page, name="page"),
    path("pages/<int:pk>/answer/", pages.answer, name="page_answer"),
    path("pages/<int:pk>/cannot/", pages.cannot, name="page_cannot"),
    path("pages/<int:pk>/pass/", pages.pass_on, name="page_pass"),
    path("pages/<int:pk>/put-off/", pages.put_off, name="page_put_off"),
    path("pages/<int:pk>/stop/", pages.stop, name="page_stop"),
    path("watch/", watch.watch, name="watch"),
    path("policies/", policies.index, name="policies"),
    path("policies/new/", policies.new, name="policy_new"),
    path("policies/adopt/", policies.adopt, name="policy_adopt"),
    path("policies/<int:pk>/", policies.policy, name="policy"),
    path("policies/<int:pk>/remove/", policies.remove, name="policy_remove"),
    path("letters/<int:pk>/again/", mine.send_letter_again, name="send_letter_again"),
    path("letters/<int:pk>/drop/", mine.drop_letter, name="drop_letter"),
    path("brand/", mine.brand, name="brand"),
    path("brand/switch/", people.switch_brand, name="switch_brand"),
    path("settings/", mine.settings, name="settings"),
    path("me/", RedirectView.as_view(pattern_name="teams:settings"), name="me"),
    path("load/", load.load, name="load"),
    path("load/mine/", load.mine, name="my_load"),
    path("load/pulse/", load.answer, name="load_pulse"),
    path("load/pulse/erase/", load.erase, name="load_pulse_erase"),
    path("load/pulse/export/", load.export, name="load_pulse_export"),
    path("load/opened/", load.opened, name="load_opened"),
    path("load/viewing/", load.choose_viewing, name="load_viewing"),
    path("settings/tokens/new/", mine.new_token, name="new_token"),
    path("settings/tokens/<int:pk>/revoke/", mine.revoke_token, name="revoke_token"),
    *reaching.urlpatterns,
]
