"""The addresses of keepers."""

app_name = "keepers"

urlpatterns = []
