"""Pages of the room."""

from django.urls import path

from statements.views import (
    accounts,
    acting,
    detail,
    editing,
    files,
    lists,
    planning,
    publishing,
    writing,
)

app_name = "statements"
urlpatterns = [
    path("", lists.index, name="list"),
    path("approvals/", lists.approvals, name="approvals"),
    path("scheduled/", planning.index, name="planned"),
    path("scheduled/<slug:slug>/hold/", planning.hold, name="hold"),
    path("scheduled/holds/<int:pk>/", planning.lift, name="lift"),
    path("approvals/count/", lists.approvals_count, name="approvals_count"),
    path("accounts/", accounts.index, name="accounts"),
    path("accounts/new/<slug:kind>/", accounts.new, name="account-new"),
    path("accounts/<int:pk>/", accounts.edit, name="account"),
    path("accounts/<int:pk>/check/", accounts.check, name="account-check"),
    path("accounts/<int:pk>/switch/", accounts.switch, name="account-switch"),
    path("new/<str:reference>/", writing.new, name="new"),
    path("waive-brief/<str:reference>/", acting.waive, name="waive"),
    path("promises/<int:pk>/", acting.promise, name="promise"),
    path("<str:reference>/", detail.detail, name="detail"),
    path("<str:reference>/edit/", editing.edit, name="edit"),
    path("<str:reference>/edit/check/", editing.check, name="check"),
    path("<str:reference>/edit/pulse/", editing.pulse, name="pulse"),
    path("<str:reference>/edit/take-over/", editing.take_over, name="take_over"),
    path("<str:reference>/edit/forget/", editing.forget, name="forget"),
    path("<str:reference>/edit/leave/", editing.leave, name="leave"),
    path("<str:reference>/files/<str:digest>/", files.download, name="file"),
    path("<str:reference>/versions/", detail.versions, name="versions"),
    path("<str:reference>/versions/<int:number>/", detail.version, name="version"),
    path("<str:reference>/publish/", publishing.publish, name="publish"),
    path("<str:reference>/schedule/", planning.schedule, name="schedule"),
    path("<str:reference>/status/", publishing.status, name="status"),
    path("<str:reference>/correct/", publishing.take_back, {"name": "correct"}, name="correct"),
    path("<str:reference>/retract/", publishing.take_back, {"name": "retract"}, name="retract"),
    path("<str:reference>/do/<str:name>/", acting.act, name="act"),
]
