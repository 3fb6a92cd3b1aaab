"""The whole stack for the tests: the front and Rasa, as ``rrn run`` starts them, on ports of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from redis import asyncio as redis
from sqlalchemy import create_engine, make_url, text

ROOT = Path(__file__).resolve().parent.parent.parent
RRN = ROOT / ".venv" / "bin" / "rrn"
START_WITHIN = 240
POSTGRES = make_url(os.environ.get("RRN_TEST_POSTGRES_URL") or "postgresql://root@127.0.0.1:5432/test").set(drivername="postgresql+psycopg")
INTRANET = {"issuer": "https://intranet.test", "audience": "rrn-assistant", "secret": "an intranet's secret, used in tests alone"}
#: The office's number, where a test starts a front by itself, and what begins a socket of socket.io.
OFFICE, HANDSHAKE = "01234 567890", "/socket.io/?EIO=4&transport=polling"
#: A web site that may use the assistant, one that may frame it, and one that may do neither.
LISTED, PARENT, FOREIGN = "https://listed.test", "https://parent.test", "https://foreign.test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stack:
    """A running stack."""

    url: str
    ports: dict[str, int]
    state: Path
    process: subprocess.Popen[bytes]
    secret: str
    #: Origin of an intranet that may use the assistant and show it in a frame; a test may serve pages there.
    intranet: str

    def session(self, **headers: str) -> Client:
        response = requests.post(f"{self.url}/api/session", headers=headers, timeout=20)
        assert response.status_code == 201, response.text
        return Client(self.url, response.json()["token"], response.json()["conversation"])

    def pid_of(self, part: str) -> int:
        """Returns the process id of the server that has a text in its command line."""
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                except OSError:
                    continue
                if part in command and parent == str(self.process.pid):
                    return int(folder.name)
        raise AssertionError(f"no process with {part!r}")

    def wait_until_ready(self, within: float = START_WITHIN) -> None:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/ready", timeout=15).status_code == 200:
                    return
            except requests.RequestException:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.3)
        raise AssertionError(f"The stack is not ready; see {self.state}.")


@dataclass
class Client:
    """A client with a session token."""

    url: str
    token: str
    conversation: str
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: object = None, **headers: str) -> requests.Response:
        own = {"Authorization": f"Bearer {self.token}", **self.headers, **headers}
        return requests.request(method, f"{self.url}/api/{path}", json=body, headers=own, timeout=30)

    def ask(self, text: str, client_message_id: str | None = None) -> requests.Response:
        return self.call("POST", "messages", {"text": text, "client_message_id": client_message_id or uuid.uuid4().hex})

    def reply(self, text: str) -> dict:
        response = self.ask(text)
        assert response.status_code == 200, response.text
        return response.json()["reply"]

    def texts(self) -> list[str]:
        return [turn["text"] for turn in self.call("GET", "history").json()["turns"]]


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    with running_stack(tmp_path_factory.mktemp("state")) as running:
        yield running


@contextmanager
def running_stack(state, **more):
    """Starts a stack whose parts keep what they write in a folder, with settings of its own where they are given."""
    ports = {name: free_port() for name in ("RRN_PORT", "RRN_RASA_PORT")}
    secret = "the channel's secret, in tests"
    intranet = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        **{name: str(port) for name, port in ports.items()},
        "RRN_STATE": str(state),
        "RRN_CHANNEL_SECRET": secret,
        "RRN_ALLOWED_ORIGINS": f"{LISTED},{intranet}",
        "RRN_FRAME_ANCESTORS": f"{PARENT},{intranet},http://127.0.0.1:{ports['RRN_PORT']}",
        "RRN_INTRANET_SECRET": INTRANET["secret"],
        "RRN_INTRANET_ISSUER": INTRANET["issuer"],
        "RRN_INTRANET_AUDIENCE": INTRANET["audience"],
        "RRN_STANDARD_CLIENTS": "rest,socketio",
        "RRN_SESSION_LIMIT": "10000/minute",
        "RRN_CONVERSATION_LIMIT": "3000/minute",
        "RRN_ADDRESS_LIMIT": "100000/minute",
        **more,
    }
    environment.pop("VIRTUAL_ENV", None)
    log = (state / "run.log").open("wb")
    process = subprocess.Popen([str(RRN), "run"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    running = Stack(f"http://127.0.0.1:{ports['RRN_PORT']}", ports, state, process, secret, intranet)
    try:
        running.wait_until_ready()
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) is not None
    logs = "\n".join(path.read_text(errors="replace") for path in state.glob("*.log"))
    assert "Traceback" not in (state / "front.log").read_text(errors="replace"), logs[-3000:]


@pytest.fixture
def client(stack):
    return stack.session()


def until(true, within=30):
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def front_alone(tmp_path):
    """Starts fronts without Rasa, with the settings that are given; returns the port of each."""
    with ExitStack() as running:

        def start(**settings):
            port = free_port()
            addresses = {"RRN_PORT": str(port), "RRN_RASA_PORT": str(free_port()), "RRN_STATE": str(tmp_path), "RRN_OFFICE": OFFICE}
            command = [sys.executable, "-m", "rrn_web"]
            environment = {**os.environ, **addresses, **settings}
            process = subprocess.Popen(command, cwd=ROOT / "web", env=environment, stderr=subprocess.DEVNULL)
            running.callback(process.wait, 20)
            running.callback(process.send_signal, signal.SIGINT)
            until(lambda: _answers(port), within=60)
            return port

        yield start


def _answers(port):
    try:
        return requests.get(f"http://127.0.0.1:{port}/health", headers={"Connection": "close"}, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def as_json(response: requests.Response) -> dict:
    """Returns an answer's JSON; an empty answer fails."""
    assert response.content, "an empty answer"
    return json.loads(response.content)


@pytest.fixture
async def redis_url():
    """A real Redis."""
    url = os.environ.get("RRN_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
    try:
        async with redis.from_url(url) as server:
            await server.ping()
    except redis.ConnectionError:
        pytest.skip(f"LEFT OUT: no Redis answers at {url}. Start one (Debian: apt-get install redis) or name it in RRN_TEST_REDIS_URL.")
    return url


@pytest.fixture
def postgres_url():
    """A schema of its own in a real PostgreSQL."""
    schema = f"inbox_{uuid.uuid4().hex}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except Exception as error:
        pytest.skip(f"PostgreSQL does not run here ({type(error).__name__}); start it, or name it in RRN_TEST_POSTGRES_URL.")
    yield POSTGRES.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()
