"""The addresses of indicators."""

app_name = "indicators"

urlpatterns = []
