"""How many questions a page asks of the database."""

from django.db import connection


class QueryCount:
    """Says in a header how many queries the answer took, to a reader who asks for it. Others pay nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "HTTP_X_COUNT" not in request.META:
            return self.get_response(request)
        asked = []

        def count(execute, sql, *others):
            asked.append(sql)
            return execute(sql, *others)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(len(asked))
        return response
