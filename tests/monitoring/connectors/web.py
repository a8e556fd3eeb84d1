"""A real web server on loopback that answers what a test tells it to, and remembers questions."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

RECORDED = Path(__file__).parent.parent / "recorded"


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)


@dataclass
class Question:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes


class Web:
    """`web.says("/feed", Answer(...))`; a function instead of an answer gets the question."""

    def __init__(self) -> None:
        self.answers: dict = {}
        self.asked: list[Question] = []
        self.url = ""

    def says(self, path, answer):
        self.answers[path] = answer
        return self.url + path

    def says_json(self, path, document, status=200, **headers):
        named = {"Content-Type": "application/json; charset=utf-8"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.says(path, Answer(json.dumps(document).encode(), status, named))

    def asked_for(self, path):
        return [one for one in self.asked if one.path == path]


def recorded(name):
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


@contextmanager
def serving():
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            question = Question(
                self.command, parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()},
                {k.lower(): v for k, v in self.headers.items()}, body,
            )  # fmt: skip
            web.asked.append(question)
            found = web.answers.get(parts.path, Answer(b"not here", 404))
            if callable(found):
                found = found(question)
            if isinstance(found, bytes):
                # The whole conversation, as it is, and then silence.
                self.wfile.write(found)
                self.close_connection = True
                return
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 -- the library's names

        def log_message(self, *_args):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args):
            """A client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    web.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def dripping(head=b"HTTP/1.1 200 OK\r\n", drop=b"x"):
    """A server that says one letter every now and then and never comes to an end."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip():
        line, _address = listener.accept()
        with line:
            try:
                line.sendall(head)
                while not stop.wait(0.05):
                    line.sendall(drop)
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/feed"
    finally:
        stop.set()
        listener.close()
        thread.join(2)
