"""Addresses of one's own ways and of the desk's connections; part of `teams.urls`."""

from __future__ import annotations

from django.urls import path

from teams.views import channels, reaching

urlpatterns = [
    path("reach/", reaching.index, name="reach"),
    path("reach/wishes/", reaching.wishes, name="reach_wishes"),
    path("reach/browser/", reaching.browser, name="reach_browser"),
    path("reach/letter/test/", reaching.test_letter, name="reach_letter"),
    path("reach/add/<slug:channel>/", reaching.add, name="reach_add"),
    path("reach/<int:pk>/row/", reaching.row, name="reach_row"),
    path("reach/<int:pk>/code/", reaching.send_code, name="reach_code"),
    path("reach/<int:pk>/prove/", reaching.prove, name="reach_prove"),
    path("reach/<int:pk>/look/", reaching.look, name="reach_look"),
    path("reach/<int:pk>/test/", reaching.test, name="reach_test"),
    path("reach/<int:pk>/up/", reaching.up, name="reach_up"),
    path("reach/<int:pk>/remove/", reaching.remove, name="reach_remove"),
    path("channels/", channels.index, name="channels"),
    path("channels/people/", channels.people, name="channels_people"),
    path("channels/new/<slug:kind>/", channels.new, name="channel_new"),
    path("channels/<int:pk>/", channels.edit, name="channel"),
    path("channels/<int:pk>/check/", channels.check, name="channel_check"),
    path("channels/<int:pk>/switch/", channels.switch, name="channel_switch"),
    path("channels/<int:pk>/arrived/<int:number>/", channels.arrived, name="channel_arrived"),
]
