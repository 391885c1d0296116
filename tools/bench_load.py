"""Asking a web server again and again, with as little work as can be: client and server share the machine."""

import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing

CLIENTS = 8
# One client: in turns of a few requests, so that what else the machine does meets page and floor alike.
TURN, REQUESTS, AT_LEAST, SECONDS = 5, 100, 20, 8.0
EIGHT_SECONDS, EIGHT_TURNS = 2.0, 2


class Connection:
    """One client's connection to the server, kept open."""

    def __init__(self, port: int, cookie: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f"Host: localhost:{port}\r\nAccept-Language: de\r\nCookie: {cookie}\r\n\r\n"

    def get(self, path: str) -> bytes:
        """Return the body that a path is answered with. Ends the program where it is not a page."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.head}".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more(path)
        head, _blank, body = received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length:")), None)
        if lines[0].split()[1] != "200" or length is None:
            sys.exit(f"{path} answers {lines[0]}.")
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._more(path))
            missing -= len(parts[-1])
        return b"".join(parts)

    def close(self) -> None:
        """End the connection."""
        self.socket.close()

    def _more(self, path: str) -> bytes:
        received = self.socket.recv(1 << 18)
        if not received:
            sys.exit(f"{path}: the server hung up.")
        return received


def one_client(port: int, cookie: str, paths: tuple[str, str]) -> tuple[list[float], list[float]]:
    """Return how many milliseconds each request for the one and the other path took, asked for in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    ends_at = time.perf_counter() + SECONDS
    with closing(Connection(port, cookie)) as connection:
        for path in paths:
            connection.get(path)
        while len(times[0]) < AT_LEAST or (len(times[0]) < REQUESTS and time.perf_counter() < ends_at):
            for path, taken in zip(paths, times, strict=True):
                for _request in range(TURN):
                    began = time.perf_counter()
                    connection.get(path)
                    taken.append((time.perf_counter() - began) * 1000)
    return times


def eight_clients(port: int, cookie: str, paths: tuple[str, str]) -> tuple[float, float]:
    """Return how many requests a second eight clients get answered, for the one and the other path, asked in turns."""
    rates: tuple[list[float], list[float]] = ([], [])
    for _turn in range(EIGHT_TURNS):
        for path, found in zip(paths, rates, strict=True):
            found.append(_rate(port, cookie, path))
    return statistics.fmean(rates[0]), statistics.fmean(rates[1])


def _rate(port: int, cookie: str, path: str) -> float:
    finished: list[float] = []
    failed: list[BaseException] = []
    began = time.perf_counter()

    def ask() -> None:
        try:
            finished.extend(_asked_until(port, cookie, path, began + EIGHT_SECONDS))
        except BaseException as error:
            failed.append(error)

    clients = [threading.Thread(target=ask) for _client in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if failed:
        raise failed[0]
    return len(finished) / (max(finished) - began)


def _asked_until(port: int, cookie: str, path: str, ends_at: float) -> Iterator[float]:
    with closing(Connection(port, cookie)) as connection:
        while time.perf_counter() < ends_at:
            connection.get(path)
            yield time.perf_counter()


def percentile(times: list[float], percent: int) -> float:
    """Return the time within which so many of a hundred requests were answered, in milliseconds, to a tenth."""
    return round(sorted(times)[max(0, -(-len(times) * percent // 100) - 1)], 1)
