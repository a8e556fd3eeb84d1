"""API of the room."""

urlpatterns: list = []
