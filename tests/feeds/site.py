"""A web site on loopback that serves what a test puts up, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """What is sent for a path; a body that is a function writes to the connection itself, after the headers."""

    body: bytes | Callable[[BaseHTTPRequestHandler], None] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """Pages by path. An ETag among an answer's headers makes the server answer conditional requests."""

    url: str
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: Any, status: int = 200, **headers: str) -> str:
        """Put a page up; returns its address. Underscores in names of headers become hyphens."""
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Answer(content, status, {"Content-Type": "application/rss+xml; charset=utf-8"} | named)
        return self.url + path

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def open_site() -> Iterator[Site]:
    """A site that is up."""
    site = Site("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = site.pages.get(self.path, Answer(b"no such page", 404))
            status, tag = answer.status, answer.headers.get("ETag")
            if tag and self.headers.get("If-None-Match") == tag:
                status = 304
            modified = answer.headers.get("Last-Modified")
            if modified and self.headers.get("If-Modified-Since") == modified:
                status = 304
            self.send_response(status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if status == 304:
                return
            try:
                if callable(answer.body):
                    answer.body(self)
                else:
                    self.wfile.write(answer.body)
            except OSError:
                pass  # the other side has heard enough

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
