"""Pages of the room."""

app_name = "playbooks"
urlpatterns: list = []
