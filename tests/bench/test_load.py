"""The load over real sockets: a server of three lines answers, and what it saw is what was to be sent."""

import socket
import threading

import pytest

from app.bench.load import run
from app.bench.loading import LoadRefused, Segment, send
from app.bench.requests import get, post


class Server:
    """Answers every request with one status, in two parts so that no client can count on one packet."""

    def __init__(self, status):
        self.status, self.seen = status, []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        with connection, connection.makefile("rb") as lines:
            while request := lines.readline():
                length = 0
                while (line := lines.readline()) != b"\r\n":
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                self.seen.append((request.split()[1].decode(), lines.read(length)))
                connection.sendall(b"HTTP/1.1 %d X\r\nContent-Le" % self.status)
                connection.sendall(b"ngth: 2\r\n\r\nok")


@pytest.fixture
def server(request):
    made = Server(getattr(request, "param", 201))
    yield made
    made.listening.close()


def test_every_request_is_sent_once_and_the_warm_ones_are_not_timed(server):
    timed = [post("/records", {"n": n}) for n in range(10)]
    (seen,) = send(server.port, [Segment(timed, [get("/warm", "token")], clients=3)])
    assert seen.requests == 10 and len(seen.latencies_ms) == 10
    assert seen.per_s > 0 and seen.load_share >= 0
    assert sorted(body for path, body in server.seen if path == "/records") == [
        b'{"n":%d}' % n for n in range(10)
    ]
    assert [path for path, _ in server.seen].count("/warm") == 1


def test_requests_are_sent_in_their_order(server):
    found = run("127.0.0.1", server.port, 1, [], [post("/records", {"n": n}).encode() for n in range(5)])
    assert [body for _, body in server.seen] == [b'{"n":%d}' % n for n in range(5)]
    assert found["refused"] == []


@pytest.mark.parametrize("server", [422], indirect=True)
def test_a_refused_request_makes_the_figures_worthless(server):
    with pytest.raises(LoadRefused, match="422"):
        send(server.port, [Segment([post("/records", {})])])
