"""Pages of the room."""

from django.urls import path

from newsroom import views

app_name = "newsroom"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.brand, name="brand"),
    path("<slug:slug>/feed.atom", views.atom, name="atom"),
    path("<slug:slug>/feed.json", views.json, name="json"),
    path("<slug:slug>/files/<str:digest>/", views.file, name="file"),
    path("<slug:slug>/<slug:words>/", views.statement, name="statement"),
]
