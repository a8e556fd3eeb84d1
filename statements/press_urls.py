"""What a receiver of press mail may do without signing in."""

from django.urls import path

from statements.views import press_leaving

app_name = "press"
urlpatterns = [path("<str:token>/leave/", press_leaving.leave, name="leave")]
