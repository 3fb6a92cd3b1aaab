"""nginx in front of the replicas: its configuration and its certificate.

It is told of all replicas once. One that leaves or was killed refuses the connection and the next one is asked, so nothing has to be
loaded again: a proxy that loads anew closes connections that a person may just be sending on.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scaled.settings import HOST, ROOT, Settings

SHARED = ROOT / "deploy" / "nginx"
CERTIFICATE_DAYS = 30

MAIN = """\
# Written at each start; the site itself is in deploy/nginx/assistant.conf.
{user}pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
worker_shutdown_timeout 30s;
events {{ worker_connections 4096; }}
http {{
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/assets keys_zone=assets:1m max_size=20m;
    include limits.conf;
    include office.conf;
    include upstream.conf;
    include assistant.conf;
    access_log {folder}/access.log assistant;
}}
"""
LISTEN = """\
listen {host}:{port} ssl http2;
ssl_certificate {folder}/certificate.pem;
ssl_certificate_key {folder}/key.pem;
"""
OFFICE = 'map $host $office {{ default "{office}"; }}\n'
UPSTREAM = """\
upstream assistant {{
    zone assistant 256k;
    hash $conversation consistent;
{servers}
    keepalive 32;
}}
"""


class EdgeError(RuntimeError):
    """nginx is missing or refuses its configuration."""


class Edge:
    """nginx.

    Args:
        settings: The set it stands in front of.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.folder = settings.state / "nginx"
        self._process: subprocess.Popen[bytes] | None = None

    def write(self, office: str) -> None:
        """Writes the configuration and a certificate.

        Args:
            office: The office's telephone number, for when no replica answers.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        # Started by root, the workers stay root: another user may not be let through to the folder of what is written.
        user = "user root;\n" if os.geteuid() == 0 else ""
        shutil.copyfile(SHARED / "assistant.conf", self.folder / "assistant.conf")
        limits = (SHARED / "limits.conf").read_text(encoding="utf-8")
        (self.folder / "limits.conf").write_text(limits.replace("rate=20r/s", f"rate={self._settings.edge_rate}r/s"), encoding="utf-8")
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=self.folder, user=user), encoding="utf-8")
        listen = LISTEN.format(host=HOST, port=self._settings.port, folder=self.folder)
        (self.folder / "listen.conf").write_text(listen, encoding="utf-8")
        (self.folder / "office.conf").write_text(OFFICE.format(office=office), encoding="utf-8")
        # A replica that is away is passed by at each request: a refused connection costs nothing, and a busy one is not shut out.
        fronts = [self._settings.ports(number)[0] for number in range(self._settings.replicas)]
        servers = "\n".join(f"    server {HOST}:{port} max_fails=0;" for port in fronts)
        (self.folder / "upstream.conf").write_text(UPSTREAM.format(servers=servers), encoding="utf-8")
        make_certificate(self.folder / "certificate.pem", self.folder / "key.pem")

    def check(self) -> None:
        """Lets nginx read its configuration.

        Raises:
            EdgeError: It refuses it, or is not installed.
        """
        result = subprocess.run([*self._command(), "-t"], capture_output=True, text=True, check=False)
        if result.returncode:
            raise EdgeError(f"nginx refuses its configuration: {result.stderr.strip()}")

    def start(self) -> None:
        """Starts nginx."""
        self.check()
        # A session of its own, so that Ctrl-C does not reach it before the replicas' turns have ended.
        self._process = subprocess.Popen([*self._command(), "-g", "daemon off;"], start_new_session=True)

    def alive(self) -> bool:
        """Says whether nginx runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Lets nginx end the requests under way, and stops it."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.terminate()
                self._process.wait(10)

    def _command(self) -> list[str]:
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        if nginx is None:
            raise EdgeError("nginx is not installed. Install it: apt-get install nginx-light, or run deploy/engine-tools.sh.")
        return [nginx, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log")]


def make_certificate(certificate: Path, key: Path) -> None:
    """Makes a self-signed certificate of this machine, for a few days."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "RRN assistant on this machine")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(private, hashes.SHA256())
    )
    key.touch(mode=0o600)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key.write_bytes(private.private_bytes(*form))
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
