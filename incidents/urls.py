"""Pages of the room; the war room and the list stand in `desk.room_urls`."""

from django.urls import path

from incidents.views import act, curating, evidence, hot_wash, lessons, pages, wording

app_name = "incidents"
urlpatterns = [
    path("<str:reference>/team/", pages.team, name="team"),
    path("<str:reference>/facts/", pages.facts, name="facts"),
    path("<str:reference>/tasks/", pages.tasks, name="tasks"),
    path("<str:reference>/decisions/", pages.decisions, name="decisions"),
    path("<str:reference>/log/", pages.log, name="log"),
    path("<str:reference>/evidence/<int:pk>/", evidence.download, name="evidence"),
    path("<str:reference>/lessons/<int:pk>/change/", lessons.change, name="lesson-change"),
    path("<str:reference>/hot-wash/", hot_wash.board, name="hot-wash"),
    path("<str:reference>/hot-wash/live/", hot_wash.live, name="hot-wash-live"),
    path("<str:reference>/wording/", wording.hints, name="wording"),
    path("<str:reference>/review/lines/", curating.lines, name="review-lines"),
    path("<str:reference>/move/<slug:name>/", act.move, name="move"),
    path("<str:reference>/do/<slug:name>/", act.act, name="do"),
    path("<str:reference>/do/<slug:name>/<int:pk>/", act.act, name="do"),
]
