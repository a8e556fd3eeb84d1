"""Pages of the room."""

from django.urls import path

from statements.views import acting, detail, lists, press, press_tables, publishing, writing

app_name = "statements"
urlpatterns = [
    path("", lists.index, name="list"),
    path("approvals/", lists.approvals, name="approvals"),
    path("new/<str:reference>/", writing.new, name="new"),
    path("waive-brief/<str:reference>/", acting.waive, name="waive"),
    path("promises/<int:pk>/", acting.promise, name="promise"),
    path("press-list/", press.index, name="press"),
    path("press-list/new/", press.contact, name="press-new"),
    path("press-list/groups/", press.groups, name="press-groups"),
    path("press-list/groups/<int:pk>/", press.group, name="press-group"),
    path("press-list/export/", press_tables.export, name="press-export"),
    path("press-list/import/", press_tables.upload, name="press-import"),
    path("press-list/import/<int:pk>/", press_tables.look, name="press-import-file"),
    path("press-list/<int:pk>/", press.contact, name="press-contact"),
    path("press-list/<int:pk>/do/<str:name>/", press.act, name="press-act"),
    path("<str:reference>/press/", press.letters, name="press-letters"),
    path("<str:reference>/", detail.detail, name="detail"),
    path("<str:reference>/edit/", writing.edit, name="edit"),
    path("<str:reference>/versions/", detail.versions, name="versions"),
    path("<str:reference>/versions/<int:number>/", detail.version, name="version"),
    path("<str:reference>/publish/", publishing.publish, name="publish"),
    path("<str:reference>/status/", publishing.status, name="status"),
    path("<str:reference>/correct/", publishing.take_back, {"name": "correct"}, name="correct"),
    path("<str:reference>/retract/", publishing.take_back, {"name": "retract"}, name="retract"),
    path("<str:reference>/do/<str:name>/", acting.act, name="act"),
]
