"""Every page that a test asks for is watched for a query that repeats itself."""

from zeal import zeal_context


def watched(get_response):
    """Reading alone: what writes asks for each row it writes. The administration is left out, because Django's forms
    look up the choice of each row by itself."""

    def ask(request):
        if request.method != "GET" or request.path.startswith("/admin/"):
            return get_response(request)
        with zeal_context():
            return get_response(request)

    return ask
