"""A PostgreSQL server of our own for the tests, from Debian's package: started once, thrown away at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def binaries() -> Path | None:
    """Return the newest installed server's folder; Debian keeps it outside PATH."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def _server_user() -> pwd.struct_passwd | None:
    """Return who runs the server: PostgreSQL refuses root, so root lends it to Debian's own user."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give the URL of its first database; it is stopped and its files removed afterwards.

    Args:
        durable: write every commit to the disk, as in earnest; tests need not wait for that.
    """
    programs = binaries()
    assert programs is not None
    user = _server_user()
    identity: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    folder = Path(tempfile.mkdtemp(prefix="elshi-pg-"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                folder / "data",
                "-U",
                "elshi",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "-N",
            ],
            check=True,
            capture_output=True,
            cwd="/",
            **identity,
        )
        options = [
            "-c",
            "shared_buffers=32MB",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={folder}",
            "-c",
            "max_connections=60",
        ]
        if not durable:
            options += ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
        # The output goes to a file: a pipe that nobody reads would stop a talkative server.
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-p", str(port), *options],
                stdout=log,
                stderr=log,
                cwd="/",
                **identity,
            )
        try:
            url = f"postgresql://elshi@127.0.0.1:{port}/postgres"
            _wait(programs, port, process)
            yield url
        finally:
            process.send_signal(signal.SIGINT)  # "fast" shutdown: does not wait for clients
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(programs: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; bounded by the number of tries."""
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("the PostgreSQL server stopped at once")
        ready = subprocess.run(
            [programs / "psql", "-h", "127.0.0.1", "-p", str(port), "-U", "elshi", "-d", "postgres", "-c", "SELECT 1"],
            check=False,
            capture_output=True,
            timeout=10,
        )
        if ready.returncode == 0:
            return
    raise RuntimeError("the PostgreSQL server did not answer")
