"""Connections that stay open, as real sockets: past the limits they are refused politely, and those of others go on."""

import json
import socket
import time
from contextlib import ExitStack

import pytest
import requests

from tests.conftest import HANDSHAKE, OFFICE, as_json, until
from tests.test_standard_clients import Node

ALL, OF_ADDRESS = 12, 8
#: Addresses of this machine: all of 127.0.0.0/8 is loopback.
HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"


@pytest.fixture
def front(front_alone):
    """Starts a front with few places for what stays open, and with the settings that are given; returns its port."""
    few = {"RRN_STANDARD_CLIENTS": "socketio", "RRN_MAX_CONNECTIONS": str(ALL), "RRN_ADDRESS_CONNECTIONS": str(OF_ADDRESS)}
    return lambda **settings: front_alone(**{**few, **settings})


@pytest.fixture
def connect():
    """Opens connections from an address; they are closed after the test."""
    with ExitStack() as opened:
        yield lambda port, source=HERE: opened.enter_context(socket.create_connection(("127.0.0.1", port), 5, (source, 0)))


def asked(connection, path="/health"):
    """The status, the headers and the body of what a connection is answered."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode())
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(4096)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    while len(body) < int(headers["content-length"]):
        body += connection.recv(4096)
    return int(first.split()[1]), headers, json.loads(body)


def taken(port, connect, count, source=HERE):
    """Opens connections that stay open, each after an answer."""
    opened = [connect(port, source) for _ in range(count)]
    assert {asked(each)[0] for each in opened} == {200}
    return opened


def test_the_connections_of_an_address(front, connect):
    port = front()
    opened = taken(port, connect, OF_ADDRESS)
    status, headers, body = asked(one_too_many := connect(port))
    assert (status, body["error"]["code"], headers["connection"]) == (429, "too_many_connections", "close")
    assert int(headers["retry-after"]) >= 1
    assert one_too_many.recv(100) == b""  # closed by the server
    assert asked(connect(port, ELSEWHERE))[0] == 200  # others are not concerned
    assert {asked(each)[0] for each in opened} == {200}  # nor are those that were there
    opened[0].close()
    until(lambda: asked(connect(port))[0] == 200)


def test_all_connections(front, connect):
    port = front()
    taken(port, connect, OF_ADDRESS)
    taken(port, connect, ALL - OF_ADDRESS, ELSEWHERE)
    status, headers, body = asked(connect(port, "127.0.0.3"))
    assert (status, body["error"]["code"]) == (503, "busy")
    assert OFFICE in body["error"]["message"]
    assert int(headers["retry-after"]) >= 1


def test_connections_that_say_nothing_do_not_keep_others_out(front, connect):
    port = front()
    taken(port, connect, OF_ADDRESS)
    silent = [connect(port) for _ in range(150)]
    assert asked(connect(port, ELSEWHERE))[0] == 200
    begun = time.monotonic()
    for each in silent:
        assert each.recv(4096) == b"" or time.monotonic() - begun < 5
    assert time.monotonic() - begun < 5


def test_behind_a_proxy_its_address_is_not_counted(front, connect):
    port = front(RRN_PROXIES="1")
    taken(port, connect, ALL)
    assert asked(connect(port))[0] == 503


def handshake(port, address=HERE):
    headers = {"X-Forwarded-For": address, "Connection": "close"}
    return requests.get(f"http://127.0.0.1:{port}{HANDSHAKE}", headers=headers, timeout=10)


def test_sockets_of_an_address_and_all(front):
    port = front(RRN_PROXIES="1")
    assert [handshake(port).status_code for _ in range(OF_ADDRESS)] == [200] * OF_ADDRESS
    refused = handshake(port)
    assert (refused.status_code, as_json(refused)["error"]["code"]) == (429, "too_many_connections")
    assert int(refused.headers["Retry-After"]) >= 1
    assert [handshake(port, ELSEWHERE).status_code for _ in range(ALL - OF_ADDRESS)] == [200] * (ALL - OF_ADDRESS)
    assert as_json(handshake(port, "127.0.0.3"))["error"]["code"] == "busy"


def test_a_socket_that_is_silent_gives_way_to_another(front):
    port = front(RRN_SOCKET_IDLE="0")
    node = Node()
    assert node("connect", client="speaks", url=f"http://127.0.0.1:{port}", transport="websocket")["sid"]
    sids = [json.loads(handshake(port).text[1:])["sid"] for _ in range(OF_ADDRESS - 1)]
    node("say", client="speaks", data={"message": "Does it apply to schools?"})
    assert handshake(port).status_code == 200
    polled = {sid: requests.post(f"http://127.0.0.1:{port}{HANDSHAKE}&sid={sid}", data="40", timeout=10).status_code for sid in sids}
    assert polled == {sid: 400 if sid == sids[0] else 200 for sid in sids}
    assert node("emit", client="speaks", event="session_request", data=[])["connected"]
    node.close()
