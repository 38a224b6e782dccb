"""What a browser that has never been here fetches for a page: style sheets, scripts, pictures and fonts included."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from start import installed_browser

from .reader import HOST


@contextmanager
def browser():
    """A Chromium until the block ends; None where there is none."""
    path = installed_browser()
    if path is None:
        yield None
        return
    # The browser's own sandbox does not start as root.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield chromium
        finally:
            chromium.close()


def files(chromium, reader, path):
    """Every file that a page brings along, as (kind, kilobytes as sent, address), with an empty cache."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    try:
        named = (cookie.split("=", 1) for cookie in reader.cookies.split("; ") if cookie)
        context.add_cookies([{"name": name, "value": value, "domain": HOST, "path": "/"} for name, value in named])
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        answered, received = {}, []
        devtools.on("Network.responseReceived", lambda said: answered.update({said["requestId"]: said}))
        devtools.on("Network.loadingFinished", lambda done: received.append(done))
        devtools.send("Network.enable")
        page.goto(f"http://{HOST}:{reader.port}{path}", wait_until="networkidle")
        return [
            (said["type"], done["encodedDataLength"] / 1000, urlsplit(said["response"]["url"]).path)
            for done in received
            # What a page draws twice, and pictures that a style sheet holds itself, are not fetched.
            if done["encodedDataLength"] and (said := answered.get(done["requestId"]))
        ]
    finally:
        context.close()
