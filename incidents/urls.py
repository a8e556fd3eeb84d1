"""Pages of the room; the war room and the list stand in `desk.room_urls`."""

from django.urls import path

from incidents.views import act, evidence, lessons, pages

app_name = "incidents"
urlpatterns = [
    path("<str:reference>/team/", pages.team, name="team"),
    path("<str:reference>/facts/", pages.facts, name="facts"),
    path("<str:reference>/tasks/", pages.tasks, name="tasks"),
    path("<str:reference>/decisions/", pages.decisions, name="decisions"),
    path("<str:reference>/log/", pages.log, name="log"),
    path("<str:reference>/evidence/<int:pk>/", evidence.download, name="evidence"),
    path("<str:reference>/lessons/<int:pk>/change/", lessons.change, name="lesson-change"),
    path("<str:reference>/move/<slug:name>/", act.move, name="move"),
    path("<str:reference>/do/<slug:name>/", act.act, name="do"),
    path("<str:reference>/do/<slug:name>/<int:pk>/", act.act, name="do"),
]
