"""A PostgreSQL of the suite's own, from the machine's binaries, on a loopback port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bot.store.revisions import newest_revision
from tests.support.ports import reserved_port
from tests.support.waiting import PATIENCE


def find_binaries() -> Path | None:
    """Return the folder with `initdb` and `postgres`, the newest where there are several."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    usable = [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]
    return usable[-1] if usable else None


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL. `url` goes up to the database's name; `restart` waits until it answers again."""

    url: str
    restart: Callable[[], None]


@contextmanager
def running_postgres(binaries: Path) -> Iterator[Cluster]:
    """Start a cluster in a temporary folder, and stop it at the end.

    PostgreSQL refuses to run as root, so root hands the work to the user `nobody`.
    """
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="ainews-pg-"))
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"

    def run(*command: str | Path) -> None:
        subprocess.run(command, user=user, cwd=folder, check=True, capture_output=True)

    same_everywhere = ("-E", "UTF8", "--locale=C")
    run(binaries / "initdb", "-D", data, "-U", "ainews", "-A", "trust", *same_everywhere, "--no-sync")
    control = (binaries / "pg_ctl", "-D", data, "-w", "-t", f"{PATIENCE:.0f}")
    with reserved_port() as port:
        options = f"-p {port} -h 127.0.0.1 -k {folder} -F -c max_connections=200"
        run(*control, "-o", options, "-l", folder / "log", "start")
        try:
            yield Cluster(
                f"postgresql://ainews@127.0.0.1:{port}",
                lambda: run(*control, "-m", "fast", "-l", folder / "log", "restart"),
            )
        finally:
            run(*control, "-m", "immediate", "stop")
            shutil.rmtree(folder, ignore_errors=True)


def create_database(cluster: str, name: str, *, template: str = "template1") -> str:
    """Create a database, as a copy of another where one is named, and return its URL."""
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return f"{cluster}/{name}"


def empty_database(url: str) -> None:
    """Take all rows out of a migrated database and let its numbers start at 1 again.

    Raises:
        psycopg.Error: somebody is still at work in it, and holds a lock.
    """
    with psycopg.connect(url) as connection:
        connection.execute(f"SET lock_timeout = '{PATIENCE:.0f}s'")
        connection.execute("SET session_replication_role = replica")  # no triggers, no references
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        connection.execute("UPDATE alembic_version SET version_num = %s", [newest_revision()])
        connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")
