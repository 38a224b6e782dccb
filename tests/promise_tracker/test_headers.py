"""The headers of an answer, exactly, with the settings a council would use, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
browser = Client(headers={"host": "tracker.example.org"})
answers = {}
# The proxy says that the browser came over HTTPS.
for path in ("/", "/accounts/login/"):
    response = browser.get(path, headers={"x-forwarded-proto": "https"})
    cookies = {name: dict(cookie) for name, cookie in response.cookies.items()}
    answers[path] = {"status": response.status_code, "headers": dict(response.items()), "cookies": cookies}
plain = browser.get("/accounts/login/")
answers["plain"] = {"status": plain.status_code, "location": plain["Location"]}
print(json.dumps(answers))
"""
ON_EVERY_ANSWER = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), "
    "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def sorted_policy(headers):
    """A policy's directives have no order."""
    return headers | {"Content-Security-Policy": sorted(headers["Content-Security-Policy"].split("; "))}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    production = {
        "SECRET_KEY": "q7-2bLwzR0_xGf3nVmE8sTdYpK5uHcJ1aXoW9ieN4rDgQyZt6B",
        "ALLOWED_HOSTS": "tracker.example.org",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": f"sqlite:///{folder}/tracker.sqlite3",
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "promise_tracker.settings",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=production, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_a_closed_page_sends_a_stranger_to_the_sign_in_page_with_every_protection(answers):
    answer = answers["/"]

    assert answer["status"] == 302
    assert sorted_policy(answer["headers"]) == sorted_policy(ON_EVERY_ANSWER) | {
        "Content-Length": "0",
        "Content-Type": "text/html; charset=utf-8",
        "Location": "/accounts/login/?next=/",
        "Vary": "Cookie",
    }
    assert answer["cookies"] == {}


def test_the_sign_in_page_has_every_protection_and_is_kept_by_nobody(answers):
    answer = answers["/accounts/login/"]
    headers = answer["headers"]

    assert answer["status"] == 200
    assert sorted_policy(headers) == sorted_policy(ON_EVERY_ANSWER) | {
        "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
        "Content-Length": headers["Content-Length"],
        "Content-Type": "text/html; charset=utf-8",
        "Expires": headers["Expires"],
        "Vary": "Cookie, Accept-Encoding",
    }


def test_the_cookie_against_forged_forms_is_for_https_and_out_of_reach_of_scripts(answers):
    cookie = answers["/accounts/login/"]["cookies"]["csrftoken"]

    assert {name: value for name, value in cookie.items() if value and name != "expires"} == {
        "httponly": True,
        "max-age": 31449600,
        "path": "/",
        "samesite": "Lax",
        "secure": True,
    }


def test_without_https_every_page_sends_the_browser_there(answers):
    assert answers["plain"] == {"status": 301, "location": "https://tracker.example.org/accounts/login/"}
