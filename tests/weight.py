"""What a page weighs when somebody sees it for the first time.

The server counts what it sends, with headers: a browser's own count leaves out what its workers
fetch. It compresses as GitHub Pages does, or sends files as they are, like the plainest server.
"""

from __future__ import annotations

import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from checks.guide.lesson import Language
from checks.site.source import address

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST = 300_000
"""Bytes: the most that a first view may transfer."""

LATE = 60.0
"""Seconds after which the search's worker has certainly asked for its index."""

COMPRESSED = {".css", ".html", ".js", ".json", ".svg", ".txt", ".xml"}
"""What GitHub Pages compresses."""


class Server(http.server.ThreadingHTTPServer):
    """A file server on this machine. `sent` holds the bytes of each path asked for."""

    def __init__(self, folder: Path, *, compress: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.compress = compress
        self.sent: dict[str, int] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(http.server.SimpleHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path = self.server.folder / self.path.split("?")[0].lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        status = 200 if path.is_file() else 404
        body = path.read_bytes() if status == 200 else b"no such file"
        head = {"Content-Type": self.guess_type(path), "Cache-Control": "max-age=600"}
        if self.server.compress and path.suffix in COMPRESSED:
            body = gzip.compress(body, mtime=0)
            head["Content-Encoding"] = "gzip"
        # Besides these: the first line, Server and Date, together some 80 bytes.
        head["Content-Length"] = str(len(body))
        self.send_response(status)
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        size = len(body) + sum(len(f"{name}: {value}") + 2 for name, value in head.items()) + 80
        self.server.sent[self.path] = self.server.sent.get(self.path, 0) + size

    def log_message(self, format: str, *args: object) -> None:
        """No access log."""


@contextmanager
def serving(folder: Path, *, compress: bool) -> Iterator[Server]:
    """Serve a folder."""
    with Server(folder, compress=compress) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@dataclass(frozen=True)
class View:
    """What a browser with nothing cached asked for to show a page."""

    sent: dict[str, int]
    """The bytes of each path."""
    hosts: set[str]

    @property
    def bytes(self) -> int:
        return sum(self.sent.values())

    @property
    def theme(self) -> int:
        """The bytes of the theme's own style sheets and scripts."""
        own = ("/assets/stylesheets/", "/assets/javascripts/")
        return sum(size for path, size in self.sent.items() if any(part in path for part in own))


def first_view(browser: Browser, server: Server, page: str) -> View:
    """Show `page` (its path) to a browser with nothing cached, until it asks for no more."""
    server.sent.clear()
    hosts: set[str] = set()
    context = browser.new_context()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    tab = context.new_page()
    tab.goto(server.address + page, wait_until="networkidle")
    # On a busy machine the search's worker starts when the network has long been still.
    late = time.monotonic() + LATE
    while time.monotonic() < late and not any("/search_index" in path for path in server.sent):
        tab.wait_for_timeout(100)
    context.close()
    return View(dict(server.sent), hosts - {""})  # a data: address has no host


def path(language: Language, name: str) -> str:
    """The path of a page below the site's address."""
    return ("en/" if language == "en" else "") + address(name)
