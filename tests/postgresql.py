"""A real PostgreSQL server for the tests: Debian's, started in a folder of its own, reached by a socket in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "no PostgreSQL server here: install Debian's package postgresql"


def programs() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def server() -> Iterator[str]:
    """Run a server; yields its address without a database: put a name before the ``?``.

    The server refuses to run as root, so root runs it as the package's user.
    """
    folder = programs()
    assert folder is not None, MISSING
    place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # the path of a socket may have 107 bytes
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(place, user)
    data = place / "data"
    settings = (
        "listen_addresses = ''\n"
        f"unix_socket_directories = '{place}'\n"
        "fsync = off\n"  # the folder is thrown away; what is tested is not the disk
        "max_connections = 60\n"
        "log_min_messages = fatal\n"
    )
    try:
        run = {"user": user, "cwd": place, "check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        subprocess.run([folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N"], **run)  # type: ignore[call-overload]
        with (data / "postgresql.conf").open("a") as file:
            file.write(settings)
        control = [folder / "pg_ctl", "-D", data, "-w", "-l", place / "log"]
        subprocess.run([*control, "start"], **run)  # type: ignore[call-overload]
        try:
            yield f"postgresql://postgres@/?host={place}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]
    finally:
        shutil.rmtree(place, ignore_errors=True)
