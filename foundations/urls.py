"""The addresses of foundations."""

app_name = "foundations"

urlpatterns = []
