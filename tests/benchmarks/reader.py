"""A reader of the site who counts the seconds. One connection for each request, as the sync workers have it."""

import gzip
import json
import secrets
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

HOST = "127.0.0.1"
LONGEST_WAIT = 60
KEPT = 302


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    headers: dict
    body: bytes
    seconds: float

    @property
    def kilobytes(self):
        return len(self.body) / 1000

    @property
    def compressed(self):
        """Kilobytes as a proxy would send them; the site itself leaves pages as they are."""
        return len(gzip.compress(self.body, 6)) / 1000


class Reader:
    """Somebody at a browser, signed in without the sign-in page; nobody, without a person."""

    def __init__(self, port, person=None):
        self.port = port
        self.token = secrets.token_hex(16)
        self.cookies = ""
        if person:
            client = Client()
            client.force_login(person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"

    def get(self, path, **headers):
        return self._ask("GET", path, b"", headers)

    def post(self, path, **fields):
        body = urlencode(fields | {"csrfmiddlewaretoken": self.token}).encode()
        return self._ask("POST", path, body, {"content-type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body, headers):
        headers = {"host": f"{HOST}:{self.port}", "cookie": self.cookies, "content-length": len(body)} | headers
        lines = [f"{method} {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {said}" for name, said in headers.items())]
        asked = "\r\n".join([*lines, "", ""]).encode() + body
        started = time.perf_counter()
        with socket.create_connection((HOST, self.port), LONGEST_WAIT) as connection:
            connection.sendall(asked)
            parts = []
            while part := connection.recv(1 << 16):
                parts.append(part)
        seconds = time.perf_counter() - started
        head, _, rest = b"".join(parts).partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        said = dict(line.lower().split(": ", 1) for line in lines)
        return Answer(int(status.split()[1]), said, rest, seconds)


class Drafter:
    """Somebody who keeps a draft again and again, each time as it was when they kept it last."""

    def __init__(self, reader, action):
        self.reader, self.path = reader, f"{action.get_absolute_url()}report/"
        begun = action.updates.drafts().first()
        self.version = begun.version if begun else json.loads(self.keep(0, do="autosave").body)["version"]

    def __call__(self):
        answer = self.keep(self.version, do="save")
        self.version += answer.status == KEPT
        return answer

    def keep(self, version, do):
        happened = f"The group met again. This is draft {version}."
        return self.reader.post(
            self.path, stage="under_way", outlook="on_track", happened=happened, version=version, do=do
        )


def again_and_again(*asks, seconds, most):
    """Each ask again and again at the same time as the others. The answers, and how many a second."""
    answers = []
    started = time.perf_counter()

    def ask_on(ask):
        for _ in range(most):
            answers.append(ask())
            if time.perf_counter() - started > seconds:
                return

    others = [threading.Thread(target=ask_on, args=[ask], daemon=True) for ask in asks[1:]]
    for other in others:
        other.start()
    ask_on(asks[0])
    for other in others:
        other.join()
    return answers, len(answers) / (time.perf_counter() - started)


def p95(answers):
    """Milliseconds within which nineteen of twenty answers came."""
    taken = sorted(answer.seconds for answer in answers)
    return 1000 * taken[int(0.95 * (len(taken) - 1))]


def statuses(answers):
    return Counter(answer.status for answer in answers)
