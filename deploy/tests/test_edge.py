"""nginx itself, with the site's configuration, in front of replicas that do as a test wants."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
import requests
from order.run import free_ports
from scaled.edge import Edge
from scaled.settings import HOST, office_number, read_settings

MESSAGE, REST = "/api/messages", "/webhooks/rest/webhook"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class Front:
    """Stands where a replica's front does. ``does`` is what it does with a request: its status, or "breaks off"."""

    def __init__(self, port):
        self.port, self.does, self.asked, self._server = port, 200, [], None

    def open(self):
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65_536  # one packet an answer

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                front.asked.append(self.path)
                if front.does == "breaks off":
                    self.close_connection = True
                    return
                body = b'{"by": "a front"}'
                self.send_response(front.does)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer  # noqa: N815 - the names by which it is called

            def log_message(self, *_):
                pass

            def setup(self):
                super().setup()
                front._connections.append(self.connection)

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """Says nothing of an answer whose connection a test has closed."""

        self._server, self._connections = Server((HOST, self.port), Handler), []
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def die(self):
        """Closes what listens and every connection, as the end of a process does."""
        if self._server:
            self._server.shutdown()
            self._server.socket.close()
            for connection in self._connections:
                with suppress(OSError):  # closed by the other side
                    connection.shutdown(socket.SHUT_RDWR)
            self._server = None


def client_of(edge):
    client = requests.Session()
    client.trust_env = False  # a bundle of certificates that the environment names would come before ours
    client.verify = str(edge.folder / "certificate.pem")
    return client


def wait_for(client, settings):
    for _ in range(200):
        try:
            return client.get(f"{settings.url}/ready", timeout=5)
        except requests.exceptions.SSLError:
            raise
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("nginx does not answer")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """nginx with two fronts, and a client that it knows."""
    settings = read_settings(
        {
            "RRN_SCALED_PORT": str(free_ports(1)),
            "RRN_SCALED_FIRST_PORT": str(free_ports(4)),
            "RRN_SCALED_STATE": str(tmp_path_factory.mktemp("edge")),
            "RRN_SCALED_EDGE_RATE": "60000",
        }
    )
    edge = Edge(settings)
    edge.write(office_number(None))
    edge.start()
    client = client_of(edge)
    wait_for(client, settings)
    fronts = [Front(settings.ports(number)[0]) for number in range(2)]
    yield SimpleNamespace(url=settings.url, client=client, fronts=fronts, edge=edge)
    for each in fronts:
        each.die()
    edge.stop()


@pytest.fixture
def fronts(nginx):
    """Both fronts, open and well."""
    for each in nginx.fronts:
        each.die()
        each.does, each.asked = 200, []
        each.open()
    return nginx.fronts


def by(number):
    """Returns the headers of a conversation, as nginx tells them apart."""
    return {"Authorization": f"Bearer {'h' * 20}.{number:072}.signature"}


def the_one_asked(nginx, path=MESSAGE, number=0):
    """Returns the front that a conversation is sent to, and the other."""
    assert nginx.client.post(nginx.url + path, json={}, headers=by(number), timeout=10).status_code == 200
    asked = next(each for each in nginx.fronts if each.asked)
    asked.asked.clear()
    return asked, next(each for each in nginx.fronts if each is not asked)


def says_away(answer):
    """Says whether an answer is nginx's own apology, in the form of the API."""
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (503, "assistant_unavailable")
    assert office_number(None) in error["message"]
    assert answer.headers["Content-Type"] == "application/json"
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    return int(answer.headers["Retry-After"]) > 0


def test_a_conversation_stays_on_one_front_and_both_take_part(nginx, fronts):
    for number in range(40):
        before = [len(each.asked) for each in fronts]
        for _ in range(3):
            nginx.client.post(nginx.url + MESSAGE, json={}, headers=by(number), timeout=10)
        assert sorted(len(each.asked) - count for each, count in zip(fronts, before, strict=True)) == [0, 3]
    assert min(len(each.asked) for each in fronts) > 20


def test_fronts_that_leave_die_and_come_back_fail_no_request_and_nginx_is_not_loaded_again(nginx, fronts):
    statuses, stop = [], threading.Event()

    def talk(number):
        with client_of(nginx.edge) as client:  # one connection of its own, as a browser keeps it
            while not stop.is_set():
                statuses.append(client.post(nginx.url + MESSAGE, json={}, headers=by(number), timeout=10).status_code)

    worker = workers(nginx)
    with ThreadPoolExecutor(8) as people:
        talking = [people.submit(talk, number) for number in range(8)]
        for number in (0, 1) * 3:
            time.sleep(0.1)
            fronts[number].die()
            time.sleep(0.1)
            fronts[number].open()
        stop.set()
        assert [each.exception() for each in talking] == [None] * 8
    assert set(statuses) == {200}
    assert len(statuses) > 100
    assert workers(nginx) == worker


def workers(nginx):
    pid = (nginx.edge.folder / "nginx.pid").read_text().strip()
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return children.read()


@pytest.mark.parametrize("does", ["breaks off", 502, 503, 504])
def test_what_one_front_did_not_answer_the_other_is_asked_where_that_changes_nothing(nginx, fronts, does):
    asked, other = the_one_asked(nginx)
    asked.does = does
    for path in (MESSAGE, "/api/session", "/api/feedback", "/api/restart"):
        assert nginx.client.post(nginx.url + path, json={}, headers=by(0), timeout=10).status_code == 200
        assert (asked.asked.pop(), other.asked.pop()) == (path, path)
    assert nginx.client.get(f"{nginx.url}/demo", headers=by(0), timeout=10).status_code == 200


@pytest.mark.parametrize("does", ["breaks off", 503])
def test_a_message_without_an_id_is_not_sent_twice(nginx, fronts, does):
    asked, other = the_one_asked(nginx, REST)
    asked.does = does
    answer = nginx.client.post(nginx.url + REST, json={}, headers=by(0), timeout=10)
    assert answer.status_code == 503
    assert (asked.asked, other.asked) == ([REST], [])
    assert does == 503 or says_away(answer)


def test_what_both_fronts_say_is_passed_on_as_it_is(nginx, fronts):
    for each in fronts:
        each.does = 503
    answer = nginx.client.post(nginx.url + MESSAGE, json={}, headers=by(0), timeout=10)
    assert (answer.status_code, answer.json()) == (503, {"by": "a front"})
    assert [each.asked for each in fronts] == [[MESSAGE]] * 2


def test_one_front_away_and_the_other_without_its_database_is_said_politely(nginx, fronts):
    first, second = the_one_asked(nginx)
    first.does = 503
    second.die()
    assert says_away(nginx.client.post(nginx.url + MESSAGE, json={}, headers=by(0), timeout=10))


def test_all_fronts_away_is_said_politely_to_programs_and_to_people(nginx, fronts):
    for each in fronts:
        each.die()
    for answer in (
        nginx.client.post(nginx.url + MESSAGE, json={}, headers=by(0), timeout=10),
        nginx.client.get(f"{nginx.url}/api/history", headers=by(0), timeout=10),
    ):
        assert says_away(answer)
        assert answer.elapsed.total_seconds() < 1
    page = nginx.client.get(f"{nginx.url}/demo", headers=BROWSER, timeout=10)
    assert (page.status_code, page.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert office_number(None) in page.text
    assert page.headers["Retry-After"]
    assert nginx.client.get(f"{nginx.url}/away.json", timeout=10).status_code == 404


def test_too_many_requests_of_one_address_are_told_when_to_come_again(nginx, fronts, tmp_path):
    port, state = str(free_ports(1)), str(tmp_path)
    first = str(fronts[0].port)
    settings = read_settings(
        {"RRN_SCALED_PORT": port, "RRN_SCALED_FIRST_PORT": first, "RRN_SCALED_STATE": state, "RRN_SCALED_EDGE_RATE": "1"}
    )
    edge = Edge(settings)
    edge.write(office_number(None))
    edge.start()
    try:
        with client_of(edge) as client:
            wait_for(client, settings)
            answers = [client.post(settings.url + MESSAGE, json={}, headers=by(0), timeout=10) for _ in range(60)]
            refused = [each for each in answers if each.status_code == 429]
            assert 10 <= len(refused) < 25
            error = refused[0].json()["error"]
            assert error["code"] == "too_many_requests"
            assert office_number(None) in error["message"]
            assert int(refused[0].headers["Retry-After"]) > 0
            assert client.get(f"{settings.url}/demo", timeout=10).status_code == 200
    finally:
        edge.stop()
