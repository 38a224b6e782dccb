"""What gunicorn serves."""

import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "promise_tracker.settings")


class Request(WSGIRequest):
    """A request, read in UTF-8 as our own pages send it, whatever alphabet it names.

    Python knows alphabets in which no text can be read, and Django would fall over them before any page is asked.
    """

    @property
    def encoding(self):
        return "utf-8"

    @encoding.setter
    def encoding(self, named):
        pass


application = get_wsgi_application()
application.request_class = Request
