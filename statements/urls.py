"""Pages of the room."""

from django.urls import path

from statements.views import acting, commenting, detail, lists, publishing, writing

app_name = "statements"
urlpatterns = [
    path("", lists.index, name="list"),
    path("approvals/", lists.approvals, name="approvals"),
    path("approvals/count/", lists.approvals_count, name="approvals_count"),
    path("new/<str:reference>/", writing.new, name="new"),
    path("waive-brief/<str:reference>/", acting.waive, name="waive"),
    path("promises/<int:pk>/", acting.promise, name="promise"),
    path("<str:reference>/", detail.detail, name="detail"),
    path("<str:reference>/edit/", writing.edit, name="edit"),
    path("<str:reference>/versions/", detail.versions, name="versions"),
    path("<str:reference>/versions/<int:number>/", detail.version, name="version"),
    path("<str:reference>/comment/", commenting.comment, name="comment"),
    path("<str:reference>/comments/<int:pk>/settle/", commenting.settle, name="settle_comment"),
    path("<str:reference>/comments/<int:pk>/apply/", commenting.apply, name="apply_comment"),
    path("<str:reference>/publish/", publishing.publish, name="publish"),
    path("<str:reference>/status/", publishing.status, name="status"),
    path("<str:reference>/correct/", publishing.take_back, {"name": "correct"}, name="correct"),
    path("<str:reference>/retract/", publishing.take_back, {"name": "retract"}, name="retract"),
    path("<str:reference>/do/<str:name>/", acting.act, name="act"),
]
