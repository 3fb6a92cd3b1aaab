"""One replica: a front, and Rasa with the actions, that share nothing with other replicas but the engines."""

from __future__ import annotations

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from scaled.settings import HOST, ROOT, Settings, replica_environment

RRN = ROOT / ".venv" / "bin" / "rrn"
RASA_PYTHON = ROOT / ".venv" / "bin" / "python"
FRONT_PYTHON = ROOT / "web" / ".venv" / "bin" / "python"
#: Longest wait for a process to stop, in seconds.
STOP_WITHIN = 20


@dataclass(frozen=True)
class Release:
    """What replicas serve.

    Attributes:
        model: The trained model.
        data: The content it was trained on; None for the one of the project.
    """

    model: Path
    data: Path | None = None

    def problem(self) -> str:
        """Returns what is wrong with it, an empty text where nothing is."""
        if not self.model.is_file():
            return f"There is no model {self.model}. 'rrn train' makes that of the content."
        if self.data and not (self.data / "texts.yml").is_file():
            return f"There is no content in {self.data}."
        return ""


class Replica:
    """A front and a Rasa, each a process that is started again where it died.

    The front starts once Rasa has its model: until then nginx is refused and asks the next replica, at no cost.

    Args:
        settings: The set it belongs to.
        number: Which of the set it is.
    """

    def __init__(self, settings: Settings, number: int) -> None:
        self.number = number
        self._settings = settings
        self.front_port, self._rasa_port = settings.ports(number)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.release: Release | None = None

    def start(self, release: Release) -> None:
        """Starts Rasa, which takes seconds to load its model; :meth:`open_if_loaded` does the rest."""
        self.release = release
        self._start("rasa")

    def open_if_loaded(self) -> None:
        """Starts the front where it does not run and Rasa listens."""
        if "front" not in self._processes and self._rasa_listens():
            self._start("front")

    def start_again_what_died(self) -> list[str]:
        """Starts again what ended by itself, and returns its names."""
        dead = [name for name, process in self._processes.items() if process.poll() is not None]
        for name in dead:
            del self._processes[name]
        if "rasa" in dead:
            self._start("rasa")
        self.open_if_loaded()
        return [f"{name} of replica {self.number}" for name in dead]

    def ended(self) -> bool:
        """Says whether one of its processes has ended by itself."""
        return any(process.poll() is not None for process in self._processes.values())

    def ready(self) -> bool:
        """Says whether the replica answers a known question, with all that this needs."""
        try:
            return requests.get(f"http://{HOST}:{self.front_port}/ready", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        """Stops both processes, the front first: it takes no more requests and ends the turns under way."""
        for name in ("front", "rasa"):
            process = self._processes.pop(name, None)
            if process is None:
                continue
            process.terminate()
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @property
    def pids(self) -> dict[str, int]:
        """Returns the ids of its processes."""
        return {name: process.pid for name, process in self._processes.items()}

    def _rasa_listens(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((HOST, self._rasa_port)) == 0

    def _start(self, name: str) -> None:
        assert self.release is not None
        command = [str(FRONT_PYTHON), "-m", "rrn_web"] if name == "front" else [str(RRN), "serve", "--model", str(self.release.model)]
        environment = replica_environment(self._settings, self.number, self.release.data)
        log = Path(environment["RRN_STATE"]) / f"{name}.log"
        with log.open("ab") as out:
            self._processes[name] = subprocess.Popen(
                command,
                cwd=ROOT / "web" if name == "front" else ROOT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the parent alone, which stops all in order
            )


class ActionServer:
    """One action server for all replicas, where it is asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, release: Release) -> None:
        """Starts it and waits until it answers."""
        environment = {**replica_environment(self._settings, 0, release.data), "SANIC_HOST": HOST}
        port = self._settings.actions_port
        command = [str(RASA_PYTHON), "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
        with (self._settings.state / "actions.log").open("ab") as out:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        for _ in range(300):
            try:
                if requests.get(f"http://{HOST}:{port}/health", timeout=2).status_code == 200:
                    return
            except requests.RequestException:
                time.sleep(0.2)

    def stop(self) -> None:
        """Stops it."""
        if self._process:
            self._process.terminate()
            self._process.wait(STOP_WITHIN)
