"""Pages of the room."""

from django.urls import path

from drills.views import branching, overview, pacing, posts, preparing, running, scenarios, stories

app_name = "drills"
urlpatterns = [
    path("", overview.listing, name="list"),
    path("readiness/", preparing.readiness, name="readiness"),
    path("readiness/print/", preparing.board, name="readiness_print"),
    path("readiness/gaps/", preparing.gaps, name="gaps"),
    path("readiness/gaps/<int:pk>/leave/", preparing.leave, name="leave_gap"),
    path("readiness/gaps/<int:pk>/give/", preparing.give, name="give_gap"),
    path("readiness/<slug:slug>/", preparing.of_type, name="readiness_type"),
    path("scenarios/", scenarios.library, name="scenarios"),
    path("scenarios/new/", scenarios.new, name="new_scenario"),
    path("scenarios/import/", scenarios.take_in, name="import_scenario"),
    path("scenarios/<int:pk>/edit/", scenarios.edit, name="edit_scenario"),
    path("scenarios/<int:pk>/export/", scenarios.export, name="export_scenario"),
    path("scenarios/<int:pk>/print/", scenarios.paper, name="print_scenario"),
    path("scenarios/<int:pk>/preview/", scenarios.preview, name="preview_scenario"),
    path("scenarios/<int:pk>/duplicate/", scenarios.duplicate, name="duplicate_scenario"),
    path("scenarios/<int:pk>/copy/", scenarios.copy, name="copy_scenario"),
    path("scenarios/<int:pk>/retire/", scenarios.retire, name="retire_scenario"),
    path("scenarios/<int:pk>/bring-back/", scenarios.bring_back, name="bring_back_scenario"),
    path("scenarios/<int:pk>/story/", stories.story, name="story"),
    path("scenarios/<int:pk>/story/new/", stories.add, name="add_inject"),
    path("scenarios/<int:pk>/story/<int:inject>/", stories.edit, name="edit_inject"),
    path("scenarios/<int:pk>/story/<int:inject>/repeat/", stories.repeat, name="repeat_inject"),
    path("scenarios/<int:pk>/story/<int:inject>/move/", stories.move, name="move_inject"),
    path("scenarios/<int:pk>/story/<int:inject>/remove/", stories.remove, name="remove_inject"),
    path("scenarios/<int:pk>/", overview.scenario, name="scenario"),
    path("scenarios/<int:pk>/start/", running.start, name="start"),
    path("<int:pk>/", running.run, name="run"),
    path("<int:pk>/live/", running.live, name="live"),
    path("<int:pk>/pause/", pacing.pause, name="pause"),
    path("<int:pk>/go-on/", pacing.go_on, name="go_on"),
    path("<int:pk>/speed/", pacing.speed, name="speed"),
    path("<int:pk>/branch/", branching.choose, name="branch"),
    path("<int:pk>/posts/", posts.posts, name="posts"),
    path("<int:pk>/put-in/", pacing.put_in, name="put_in"),
    path("<int:pk>/injects/<int:inject>/now/", pacing.send_now, name="send_now"),
    path("<int:pk>/end/", running.end, name="end"),
    path("<int:pk>/score/", running.score, name="score"),
    path("<int:pk>/injects/<int:inject>/", running.observe, name="observe"),
]
