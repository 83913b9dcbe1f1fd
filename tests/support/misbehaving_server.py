"""A local HTTP server that fails, stalls, cuts off and redirects on demand."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

Answer = Callable[["Handler"], None]
STALL_S = 20.0  # far longer than any time-out in the tests


class Handler(BaseHTTPRequestHandler):
    """Answers each request with the next prepared answer, the last one for ever."""

    server: "Server"

    def do_GET(self) -> None:
        """Record the request and answer it."""
        self.server.requests.append((self.path, dict(self.headers)))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        # The client may have given up, as it should.
        with suppress(BrokenPipeError, ConnectionResetError):
            answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def start(self, status: int, headers: Mapping[str, str | int]) -> None:
        """Send the status and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()


class Server(ThreadingHTTPServer):
    """Listens on an ephemeral port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving(*answers: Answer) -> Iterator[Server]:
    """Run a server with these answers."""
    server = Server()
    server.answers = list(answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        with patch.dict(os.environ, {"no_proxy": "127.0.0.1"}):
            yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, **headers: str) -> Answer:
    """Answer with a bare status; underscores in header names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.start(code, {"Content-Length": "0", **named})


def whole(content: bytes, **headers: str) -> Answer:
    """Send everything."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(handler: Handler) -> None:
        handler.start(200, {"Content-Length": len(content), **named})
        handler.wfile.write(content)

    return answer


def endless(block: bytes, most: int) -> Answer:
    """Send block after block without saying how many will come."""

    def answer(handler: Handler) -> None:
        handler.start(200, {})
        for _ in range(most):
            handler.wfile.write(block)

    return answer


def cut(content: bytes, after: int) -> Answer:
    """Promise everything, send the beginning and hang up."""

    def answer(handler: Handler) -> None:
        handler.start(200, {"Content-Length": len(content)})
        handler.wfile.write(content[:after])

    return answer


def stall(content: bytes, after: int) -> Answer:
    """Send the beginning and fall silent."""

    def answer(handler: Handler) -> None:
        handler.start(200, {"Content-Length": len(content)})
        handler.wfile.write(content[:after])
        handler.wfile.flush()
        handler.server.released.wait(STALL_S)

    return answer


def silence(handler: Handler) -> None:
    """Take the request and never answer."""
    handler.server.released.wait(STALL_S)


def drip(content: bytes, pause_s: float) -> Answer:
    """Send a byte at a time, each within the time-out."""

    def answer(handler: Handler) -> None:
        handler.start(200, {"Content-Length": len(content)})
        for byte in content:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if handler.server.released.wait(pause_s):
                return

    return answer


def saying(code: int, reason: str) -> Answer:
    """Answer with a status and any reason phrase."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(f"HTTP/1.1 {code} {reason}\r\n\r\n".encode("latin-1"))

    return answer
