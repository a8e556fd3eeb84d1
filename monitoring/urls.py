"""Pages of the room."""

from django.urls import path

from monitoring.views import imports, mentions, setup, signals, tuning

app_name = "monitoring"
urlpatterns = [
    path("signals/", signals.queue, name="signals"),
    path("signals/raise/", signals.raise_one, name="raise"),
    path("signals/<int:pk>/", signals.detail, name="signal"),
    path("signals/<int:pk>/open/", signals.open_case, name="signal-open"),
    path("signals/<int:pk>/link/", signals.link, name="signal-link"),
    path("signals/<int:pk>/watch/", signals.watch, name="signal-watch"),
    path("signals/<int:pk>/dismiss/", signals.dismiss, name="signal-dismiss"),
    path("signals/<int:pk>/wake/", signals.wake, name="signal-wake"),
    path("mentions/", mentions.explorer, name="mentions"),
    path("mentions/attach/", mentions.attach, name="attach"),
    path("mentions/new/", mentions.enter, name="enter"),
    path("mentions/<int:pk>/label/", mentions.correct, name="label"),
    path("import/", imports.upload, name="import"),
    path("import/<int:pk>/", imports.file, name="import-file"),
    path("import/<int:pk>/faults/", imports.faults, name="import-faults"),
    path("sources/", setup.sources, name="sources"),
    path("sources/new/", setup.new_source, name="source-new"),
    path("sources/<int:pk>/", setup.source, name="source"),
    path("sources/<int:pk>/token/", setup.renew_token, name="source-token"),
    path("sources/<int:pk>/secret/", setup.renew_secret, name="source-secret"),
    path("sources/<int:pk>/unsigned/", setup.drop_secret, name="source-unsigned"),
    path("watches/", setup.watches, name="watches"),
    path("watches/new/", setup.new_watch, name="watch-new"),
    path("watches/<int:pk>/", setup.watch, name="watch"),
    path("watches/<int:pk>/trial/", tuning.trial, name="watch-trial"),
    path("watches/<int:pk>/trial/apply/", tuning.apply, name="watch-apply"),
    path("watches/tunings/<int:pk>/undo/", tuning.undo, name="tuning-undo"),
    path("watches/rules/", tuning.rules, name="rules"),
]
