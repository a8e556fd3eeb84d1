"""Pages of rotas, handovers, teams and holidays, under the address of people."""

from __future__ import annotations

from django.urls import path, re_path

from teams.views import calendars, crew, handovers, rotas

urlpatterns = [
    path("rota/", rotas.index, name="rotas"),
    path("rota/new/", rotas.new, name="rota_new"),
    path("rota/<int:pk>/", rotas.rota, name="rota"),
    path("rota/<int:pk>/change/", rotas.change, name="rota_change"),
    path("rota/<int:pk>/end/", rotas.end, name="rota_end"),
    path("rota/<int:pk>/layers/add/", rotas.layer_add, name="layer_add"),
    path("rota/layers/<int:pk>/", rotas.layer, name="layer"),
    path("rota/layers/<int:pk>/remove/", rotas.layer_remove, name="layer_remove"),
    path("rota/<int:pk>/override/", rotas.override, name="override"),
    path("rota/overrides/<int:pk>/remove/", rotas.override_remove, name="override_remove"),
    path("rota/<int:pk>/swap/", rotas.swap, name="swap"),
    re_path(
        r"^rota/swaps/(?P<pk>\d{1,18})/(?P<answer>accept|decline|withdraw)/$",
        rotas.swap_decide,
        name="swap_decide",
    ),
    path("rota/<int:pk>/calendar/", calendars.make_of_rota, name="rota_calendar"),
    path("calendar/", calendars.mine, name="calendars"),
    path("calendar/new/", calendars.make, name="calendar_new"),
    path("calendar/<int:pk>/revoke/", calendars.revoke, name="calendar_revoke"),
    path("calendar/<str:token>.ics", calendars.file, name="calendar_file"),
    path("handover/", handovers.index, name="handovers"),
    path("handover/<int:pk>/", handovers.handover, name="handover"),
    path("handover/<int:pk>/accept/", handovers.accept, name="handover_accept"),
    path("teams/", crew.teams, name="teams"),
    path("teams/new/", crew.team_new, name="team_new"),
    path("teams/<int:pk>/", crew.team, name="team"),
    path("teams/<int:pk>/remove/", crew.team_remove, name="team_remove"),
    path("<int:pk>/card/", crew.card, name="crew_card"),
    path("holidays/", crew.calendar, name="holidays"),
    path("holidays/fetch/", crew.holidays_fetch, name="holidays_fetch"),
    path("holidays/<int:pk>/remove/", crew.holiday_remove, name="holiday_remove"),
]
