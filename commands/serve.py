"""The front, Rasa and, where one is wanted, an action server as processes: started, looked after, and stopped."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from commands.handover import Handover
from commands.keeping import keep_what_will_be_served
from commands.liveness import START_WITHIN, Liveness, status_of
from commands.model import NoModelError, TrainingError, ensure_model, named_model, quiet_environment, version_of
from commands.restarts import Restarts
from rrn.content import content
from rrn.loopback_secret import SECRET_VARIABLE
from rrn.paths import DATA, ROOT, STATE
from rrn.record.settings import MODEL_VERSION_VARIABLE
from rrn.releases import ReleaseError, Releases
from rrn.yaml_file import DataError
from serving.handover import HANDOVER_VARIABLE

HOST = "127.0.0.1"
#: Longest wait for a process to stop, in seconds.
STOP_WITHIN = 10

#: Names of the servers, in messages and of their logs.
FRONT, ACTIONS, RASA = "front", "action server", "Rasa"
#: The front's own environment: its web server and Rasa's cannot share one.
FRONT_HOME = ROOT / "web"
FRONT_PYTHON = FRONT_HOME / ".venv" / "bin" / "python"


class ServeError(RuntimeError):
    """The servers cannot run."""


@dataclass(frozen=True)
class Ports:
    """Where the servers listen; without a port for it there is no action server, and the actions run in Rasa's process."""

    front: int
    rasa: int
    actions: int | None = None

    @classmethod
    def from_environment(cls) -> Ports:
        """Returns the ports of ``RRN_PORT``, ``RRN_RASA_PORT`` and ``RRN_ACTIONS_PORT``.

        Raises:
            ServeError: One is not a port number.
        """
        actions = _port("RRN_ACTIONS_PORT", 5055) if os.environ.get("RRN_ACTIONS_PORT") else None
        return cls(_port("RRN_PORT", 8080), _port("RRN_RASA_PORT", 5005), actions)

    @property
    def front_url(self) -> str:
        """The front's address on this machine; ``RRN_HOST`` may give it another than loopback."""
        host = os.environ.get("RRN_HOST") or HOST
        named = HOST if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        return f"http://{named}:{self.front}"

    def named(self) -> dict[str, int]:
        """Returns the ports that are wanted, each by the variable that chooses it."""
        ports = {"RRN_PORT": self.front, "RRN_RASA_PORT": self.rasa, "RRN_ACTIONS_PORT": self.actions}
        return {name: port for name, port in ports.items() if port}


def _port(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ServeError(f"{name} is {value!r}; it must be a port number between 1 and 65535.")
    return int(value)


@dataclass(frozen=True)
class Served:
    """What Rasa serves: a model, and the content that belongs to it."""

    model: Path
    data: Path = DATA

    @classmethod
    def newest(cls) -> Served:
        """Returns the content as it stands with its model, which is trained where there is none.

        The current release's own copy is served, which nobody changes meanwhile. Content that came by other means than publishing is
        kept as a release first, so that what was served on a day can be found later; with a model that a person names it is not.
        """
        named = named_model()
        model = named or ensure_model()
        if not named:
            keep_what_will_be_served()
        release = Releases().in_place()
        return cls(model, release.data if release else DATA)


class Servers:
    """The servers.

    Args:
        ports: Where they listen.
        served: What Rasa serves.
    """

    def __init__(self, ports: Ports, served: Served) -> None:
        self._ports, self._served = ports, served
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        addresses = {FRONT: f"{ports.front_url}/health"}
        if ports.actions:
            addresses[ACTIONS] = f"{self._address(ports.actions)}/health"
        #: What costs each next to nothing to answer, in the order in which they are started.
        self._addresses = addresses | {RASA: f"{self._address(ports.rasa)}/"}
        self._liveness = {name: Liveness(url) for name, url in self._addresses.items()}
        self._restarts = {name: Restarts() for name in self._addresses}
        #: The newest content, once its model is there, and what is loading.
        self._wanted: Future[Served] | None = None
        self._next: tuple[Served, Handover] | None = None
        self._training = threading.Lock()

    def _address(self, port: int) -> str:
        return f"http://{HOST}:{port}"

    def start(self) -> None:
        """Starts them and waits until they answer.

        Raises:
            ServeError: One does not start.
        """
        STATE.mkdir(parents=True, exist_ok=True)
        for name in self._addresses:
            self.processes[name] = self._started(name)
        print(f"Starting the front{', the action server' if self._ports.actions else ''} and Rasa ...", flush=True)
        ready = {RASA: f"{self._ports.front_url}/ready"}  # Rasa is asked through all of them
        for name, url in (self._addresses | ready).items():
            self._wait_for(name, url)

    def look_after(self) -> None:
        """Ends a server that hangs, starts one again that ended, and goes on with what is being loaded; called about once a second."""
        for name, process in self.processes.items():
            silent = process.poll() is None and self._liveness[name].silent_for(process)
            if silent:
                print(f"The {name} has not answered for {silent:.0f} s; it is ended.", flush=True)
                process.kill()
                process.wait()
        self._restart_dead()
        self._go_on_loading()

    def load_newest(self) -> None:
        """Begins to load the newest content; what serves goes on until that is loaded."""
        self._give_up_loading()
        self._wanted = wanted = Future[Served]()

        def find() -> None:
            try:
                with self._training:
                    wanted.set_result(Served.newest())
            except Exception as error:
                wanted.set_exception(error)

        threading.Thread(target=find, daemon=True).start()  # it may train for minutes

    def load(self, served: Served) -> None:
        """Begins to load a version of the content; what serves goes on until that is loaded."""
        self._give_up_loading()
        print(f"Loading the content of {served.data} ...", flush=True)
        self._next = (served, Handover(lambda number: self._started(RASA, served, number)))

    @property
    def loading(self) -> bool:
        """Whether a version of the content is being loaded."""
        return self._wanted is not None or self._next is not None

    def stop(self) -> None:
        """Stops them."""
        self._give_up_loading()
        _stop(list(self.processes.values()))

    def _restart_dead(self) -> None:
        """Starts a server again that ended; the others go on, so that people get at least the polite sentence."""
        for name, process in self.processes.items():
            if process.poll() is None:
                continue
            restarts = self._restarts[name]
            wait = restarts.ended(time.monotonic())
            if wait is not None:
                print(
                    f"The {name} ended with code {process.returncode}; starting it again{f' in {wait:.0f} s' if wait else ''}.", flush=True
                )
            if restarts.due(time.monotonic()):
                self.processes[name] = self._started(name)

    def _go_on_loading(self) -> None:
        if self._wanted and self._wanted.done():
            wanted, self._wanted = self._wanted, None
            try:
                self.load(wanted.result())
            except (DataError, NoModelError, OSError, ReleaseError, TrainingError) as error:
                self._say_not_loaded(str(error))
        elif self._next:
            served, handover = self._next
            if handover.loaded():
                self._next = None
                _stop([self.processes[RASA]])
                self._served, self.processes[RASA], self._restarts[RASA] = served, handover.go(), Restarts()
                if ACTIONS in self.processes:  # it loads in a moment, and has the content in mind too
                    _stop([self.processes[ACTIONS]])
                    self.processes[ACTIONS] = self._started(ACTIONS)
                print("Loaded.", flush=True)
            elif handover.failure():
                self._say_not_loaded(f"{handover.failure()}; its output is in {STATE}.")
                self._give_up_loading()

    def _say_not_loaded(self, why: str) -> None:
        print(f"The new content was not loaded, and what was served before goes on: {why}", flush=True)

    def _give_up_loading(self) -> None:
        if self._next:
            self._next[1].give_up()
        self._wanted = self._next = None

    def _started(self, name: str, served: Served | None = None, handover: int | None = None) -> subprocess.Popen[bytes]:
        served = served or self._served
        home, command = ROOT, [sys.executable, "-m", "commands.main", "serve", "--model", str(served.model)]
        if name == ACTIONS:  # what `rasa run actions` runs
            command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(self._ports.actions)]
        if name == FRONT:
            if not FRONT_PYTHON.exists():
                raise ServeError("The front is not installed. Run 'make install' first.")
            home, command = FRONT_HOME, [str(FRONT_PYTHON), "-m", "rrn_web"]
        environment, kept_open = self._environment(served), []
        if handover is not None:
            environment[HANDOVER_VARIABLE] = str(handover)
            kept_open.append(handover)
        with (STATE / f"{name.replace(' ', '-')}.log").open("ab") as log:
            # A session of its own, so that Ctrl-C reaches this process alone and the servers are stopped in order.
            return subprocess.Popen(
                command, cwd=home, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, pass_fds=kept_open
            )

    def _environment(self, served: Served) -> dict[str, str]:
        actions = {"RRN_ACTIONS_URL": f"{self._address(self._ports.actions)}/webhook", "SANIC_HOST": HOST} if self._ports.actions else {}
        return {
            **quiet_environment(),
            **actions,
            "RRN_DATA": str(served.data),
            "RRN_STATE": str(STATE),
            "RRN_PORT": str(self._ports.front),
            "RRN_RASA_PORT": str(self._ports.rasa),
            SECRET_VARIABLE: _channel_secret(),
            MODEL_VERSION_VARIABLE: version_of(served.model),
            "RRN_OFFICE": content().texts["office"],
        }

    def _wait_for(self, name: str, url: str) -> None:
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline:
            for each, process in self.processes.items():
                if process.poll() is not None:
                    raise ServeError(f"The {each} ended with code {process.returncode}; its output is in {STATE}.")
            if status_of(url, within=2) == 200:
                return
            time.sleep(0.3)
        raise ServeError(f"The {name} did not answer within {START_WITHIN:.0f} seconds; its output is in {STATE}.")


@lru_cache(maxsize=1)
def _channel_secret() -> str:
    """Returns the secret between the front and Rasa: the one of the environment, or a new one for as long as this process lives."""
    return os.environ.get(SECRET_VARIABLE) or secrets.token_urlsafe(32)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in reversed(processes):
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
