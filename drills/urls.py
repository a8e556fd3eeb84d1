"""Pages of the room."""

from django.urls import path

from drills.views import branching, overview, pacing, posts, preparing, running, scoring, stage

app_name = "drills"
urlpatterns = [
    path("", overview.listing, name="list"),
    path("readiness/", preparing.readiness, name="readiness"),
    path("readiness/print/", preparing.board, name="readiness_print"),
    path("readiness/gaps/", preparing.gaps, name="gaps"),
    path("readiness/gaps/<int:pk>/leave/", preparing.leave, name="leave_gap"),
    path("readiness/gaps/<int:pk>/give/", preparing.give, name="give_gap"),
    path("readiness/<slug:slug>/", preparing.of_type, name="readiness_type"),
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
    path("<int:pk>/score/", scoring.score, name="score"),
    path("<int:pk>/score/live/", scoring.live, name="score_live"),
    path("<int:pk>/score/print/", scoring.on_paper, name="score_print"),
    path("<int:pk>/score.csv", scoring.as_csv, name="score_csv"),
    path("<int:pk>/score.xlsx", scoring.as_xlsx, name="score_xlsx"),
    path("<int:pk>/compare/", scoring.compare, name="compare"),
    path("scenarios/<int:pk>/compare/", scoring.compare_scenario, name="compare_scenario"),
    path("<int:pk>/observers/", scoring.observers, name="observers"),
    path("<int:pk>/newsroom/", stage.newsroom, name="sandbox"),
    path("<int:pk>/newsroom/files/<str:digest>/", stage.file, name="sandbox_file"),
    path("<int:pk>/newsroom/<slug:words>/", stage.text, name="sandbox_text"),
    path("<int:pk>/held/", stage.held_back, name="held"),
    path("<int:pk>/injects/<int:inject>/", running.observe, name="observe"),
]
