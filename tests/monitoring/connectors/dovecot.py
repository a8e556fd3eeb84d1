"""A real mail server on loopback, with a certificate of its own."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "mật-khẩu-hộp-thư"
CONFIG = """
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
mail_location = maildir:{root}/mail/%u
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
auth_failure_delay = 0 secs
auth_mechanisms = plain login
disable_plaintext_auth = yes
ssl = required
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
first_valid_uid = {uid}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def program() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@contextmanager
def running(root: Path):
    """Start it; gives the ports for STARTTLS and TLS."""
    who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    plain, secure = _free_port(), _free_port()
    certificate(root)
    names = {
        "root": root, "user": who.pw_name, "group": _group(who.pw_gid), "uid": who.pw_uid,
        "gid": who.pw_gid, "plain": plain, "secure": secure, "password": PASSWORD,
    }  # fmt: skip
    (root / "dovecot.conf").write_text(CONFIG.format(**names), encoding="utf-8")
    for name in ("run", "mail", "home"):
        (root / name).mkdir()
    if os.geteuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, who.pw_uid, who.pw_gid)
    server = subprocess.Popen(
        [program(), "-F", "-c", str(root / "dovecot.conf")], stderr=subprocess.PIPE,
        user=who.pw_uid if os.geteuid() == 0 else None,
        group=who.pw_gid if os.geteuid() == 0 else None,
        extra_groups=[] if os.geteuid() == 0 else None,
    )  # fmt: skip
    try:
        _wait(secure, server)
        yield plain, secure
    finally:
        server.kill()
        server.wait(10)
        server.stderr.close()


def _group(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def _wait(port: int, server: subprocess.Popen) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(server.stderr.read().decode())
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError


def certificate(root: Path) -> None:
    """A certificate for localhost that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=3650))
        .not_valid_after(today + dt.timedelta(days=3650))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (root / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (root / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
