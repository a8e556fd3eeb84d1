"""Pages of the room."""

app_name = "incidents"
urlpatterns: list = []
