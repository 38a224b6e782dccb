"""The addresses of actions."""

app_name = "actions"

urlpatterns = []
