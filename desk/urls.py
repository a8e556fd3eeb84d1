"""Pages above the rooms."""

from django.urls import path

from desk.views import account, first_day, follow_up, home, lessons, past, reports, sample
from desk.views import help as helping

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("first-day/", first_day.index, name="first-day"),
    path("first-day/people/<int:pk>/link/", first_day.link, name="first-day-link"),
    path("first-day/playbook/<int:pk>/", first_day.look_over, name="first-day-look-over"),
    path("first-day/<slug:name>/", first_day.step, name="first-day-step"),
    path("first-day/<slug:name>/skip/", first_day.skip, name="first-day-skip"),
    path("first-day/<slug:name>/again/", first_day.take_up, name="first-day-again"),
    path("help/", helping.index, name="help"),
    path("help/<slug:key>/", helping.topic, name="help-topic"),
    path("sample/", sample.page, name="sample"),
    path("sample/load/", sample.load, name="sample-load"),
    path("sample/enter/", sample.enter, name="sample-enter"),
    path("sample/leave/", sample.leave, name="sample-leave"),
    path("sample/remove/", sample.remove, name="sample-remove"),
    path("notices/", account.notices, name="notices"),
    path("notices/read/", account.read, name="notices-read"),
    path("search/", account.search, name="search"),
    path("action-items/", follow_up.action_items, name="action-items"),
    path("action-items/print/", follow_up.on_paper, name="action-items-print"),
    path("follow-up/", follow_up.policy, name="follow-up"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("past-cases/", past.past_cases, name="past-cases"),
    path("reports/", reports.reports, name="reports"),
    path("reports/targets/", reports.aims, name="reports-targets"),
    path("reports/print/", reports.on_paper, name="reports-print"),
    path("reports/metrics.csv", reports.reports_csv, name="reports-csv"),
    path("reports/metrics.xlsx", reports.reports_xlsx, name="reports-xlsx"),
]
