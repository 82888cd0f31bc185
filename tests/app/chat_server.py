"""A real HTTP server that speaks the chat protocols of OpenAI and Ollama and says what a test scripts."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What the model says to a prompt: text, or an object that is sent as JSON.
Script = Callable[[str], str | dict[str, Any]]


@dataclass
class ChatServer:
    """A scripted model.

    Attributes:
        script: what it says.
        status: the HTTP status it answers with.
        refuses_schema: whether it answers 400 to a request for structured output.
        trickle: goes on sending spaces until this is set, and then the answer.
        requests: what it was asked.
        paths: where anything at all was sent.
    """

    script: Script
    status: int = 200
    refuses_schema: bool = False
    trickle: threading.Event | None = None
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def prompts(self) -> list[str]:
        """All it was told, one text a request."""
        return ["\n".join(str(m["content"]) for m in one["messages"]) for one in self.requests]


def claims(*said: tuple[str, int, str]) -> dict[str, Any]:
    """Writes claims of (sentence, passage number, quote)."""
    return {
        "not_in_material": False,
        "claims": [{"sentence": s, "quotes": [{"passage": n, "quote": q}]} for s, n, q in said],
    }


class _Handler(BaseHTTPRequestHandler):
    chat: ChatServer

    def do_GET(self) -> None:
        self.chat.paths.append(self.path)
        self._send(200, {})

    def do_POST(self) -> None:
        self.chat.paths.append(self.path)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.chat.requests.append(asked)
        if self.chat.refuses_schema and ("response_format" in asked or "format" in asked):
            self._send(400, {"error": {"message": "response_format is not supported"}})
            return
        if self.chat.status != 200:
            self._send(self.chat.status, {"error": {"message": "scripted failure"}})
            return
        said = self.chat.script(self.chat.prompts[-1])
        text = said if isinstance(said, str) else json.dumps(said)
        message = {"role": "assistant", "content": text}
        if self.path == "/api/chat":
            self._send(200, {"model": "m", "message": message, "done": True, "done_reason": "stop"})
            return
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self._send(
            200, {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        )

    def _send(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        try:
            while self.chat.trickle and not self.chat.trickle.wait(0.02):
                self.wfile.write(b" ")
                self.wfile.flush()
            self.wfile.write(json.dumps(body).encode() + b"\n")
        except ConnectionError:
            return  # the client gave up, which is what some tests are about

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def serving(chat: ChatServer) -> Iterator[ChatServer]:
    """Serves a scripted model on a free port; its address is in ``url``."""
    handler = type("Handler", (_Handler,), {"chat": chat})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    chat.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
