"""Pages above the rooms."""

from django.urls import path

from desk.views import account, follow_up, home, lessons, past, reports

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
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
