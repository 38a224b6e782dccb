"""The addresses of meetings."""

app_name = "meetings"

urlpatterns = []
