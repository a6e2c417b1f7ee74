"""PostgreSQL: its own tools, where they are installed. The password never stands on a command line."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, text

from bot.errors import InvalidInputError, StoreError
from bot.logs import redact
from bot.store.engine import Store
from bot.store.revisions import RESTORING

_HINT = (
    "Install PostgreSQL's client (Debian: postgresql-client), or use what your host offers: "
    "managed databases have backups of their own."
)
_REVISION = re.compile(r"(?m)^COPY public\.alembic_version .*\n(\S+)$")

_EMPTY = """
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT format('DROP TABLE %I.%I CASCADE', schemaname, tablename) AS command FROM pg_tables
            WHERE schemaname = 'public' AND tableowner = current_user
        UNION ALL
        SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) = current_user
        UNION ALL
        SELECT format('DROP TEXT SEARCH CONFIGURATION public.%I CASCADE', cfgname) FROM pg_ts_config
            WHERE cfgnamespace = 'public'::regnamespace AND pg_get_userbyid(cfgowner) = current_user
        UNION ALL
        SELECT format('DROP TEXT SEARCH DICTIONARY public.%I CASCADE', dictname) FROM pg_ts_dict
            WHERE dictnamespace = 'public'::regnamespace AND pg_get_userbyid(dictowner) = current_user
    LOOP
        BEGIN
            EXECUTE one.command;
        EXCEPTION WHEN undefined_table OR undefined_function OR undefined_object THEN NULL;
        END;
    END LOOP;
END
$$;
"""

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)

_LEAVING_SECONDS = 5
"""How long somebody may take to be gone who has hung up; PostgreSQL gives as much before a DROP DATABASE."""

_LOOK_AGAIN_SECONDS = 0.05

_MARK = f"""
CREATE TABLE IF NOT EXISTS public.{RESTORING} (mark integer);
DO $$
DECLARE
    until timestamptz := clock_timestamp() + interval '{_LEAVING_SECONDS} seconds';
BEGIN
    WHILE ({_OTHERS}) > 0 LOOP
        IF clock_timestamp() > until THEN
            RAISE EXCEPTION 'somebody connected meanwhile. Nothing was changed; stop ainews first';
        END IF;
        PERFORM pg_sleep({_LOOK_AGAIN_SECONDS}), pg_stat_clear_snapshot();
    END LOOP;
END
$$;
"""
"""The last of the transaction: a bot that a supervisor started during the dump would not see the mark."""


def dump(store: Store, target: Path) -> None:
    """Write a dump, in PostgreSQL's own format, into a new file of mode 0600.

    Raises:
        StoreError: `pg_dump` is missing or failed.
        InvalidInputError: `target` exists, or cannot be written.
    """
    program = _program("pg_dump")
    try:
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise InvalidInputError(f"{target} exists already; nothing was written.") from None
    except OSError as error:
        raise InvalidInputError(f"{target} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as out:
            options = ("--format=custom", "--no-owner", "--no-privileges")
            _run(store.engine.url, program, *options, f"--dbname={_address(store.engine.url)}", stdout=out)
            out.flush()
            os.fsync(out.fileno())
        schema_in(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def schema_in(dump_file: Path) -> str | None:
    """Return the schema's revision of a dump; None where it is none of ours.

    Raises:
        StoreError: it is no whole dump, or `pg_restore` is missing.
    """
    listed = _run(
        None, _program("pg_restore"), "--data-only", "--table=alembic_version", "-f", "-", dump_file
    )
    found = _REVISION.search(listed)
    return found[1] if found else None


def put_in_place(store: Store, dump_file: Path, *, aside: Path) -> None:
    """Replace what the database holds by a dump, in one transaction; what it held is dumped to `aside`.

    It is marked as half restored: `bot.store.revisions.RESTORING` has to be dropped when the rest is done.

    Raises:
        StoreError: somebody else is connected, a tool is missing, or it failed. Nothing is changed then.
    """
    others = others_connected(store)
    if others:
        raise StoreError(f"{others} others are connected to this database.", hint="Stop ainews first.")
    store.engine.dispose()
    if has_tables(store):
        dump(store, aside)
    store.engine.dispose()
    # A folder of its own: beside the dump there may be files of such names. Only its owner can look into it.
    with TemporaryDirectory(prefix=f".{aside.name}.", dir=aside.parent) as folder:
        empty, script, mark = (Path(folder, name) for name in ("empty.sql", "script.sql", "mark.sql"))
        empty.write_text(_EMPTY, encoding="utf-8")
        mark.write_text(_MARK, encoding="utf-8")
        _run(None, _program("pg_restore"), "--no-owner", "--no-privileges", "-f", script, dump_file)
        options = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse", "--single-transaction")
        files = ("-f", empty, "-f", script, "-f", mark)
        _run(store.engine.url, _program("psql"), *options, *files, f"--dbname={_address(store.engine.url)}")


def others_connected(store: Store) -> int:
    """Return how many other clients of the same user stay connected to the database.

    A server takes a moment to let a connection go that was closed a moment ago: that one does not count.
    """
    until = time.monotonic() + _LEAVING_SECONDS
    while (others := _count_others(store)) and time.monotonic() < until:
        time.sleep(_LOOK_AGAIN_SECONDS)
    return others


def _count_others(store: Store) -> int:
    with store.read() as session:
        return int(session.scalar(text(_OTHERS)) or 0)


def has_tables(store: Store) -> bool:
    """Tell whether there is anything to put aside."""
    with store.read() as session:
        return bool(session.scalar(text("SELECT to_regclass('public.alembic_version') IS NOT NULL")))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise StoreError(f"{name} is not installed here.", hint=_HINT)
    return found


def _address(url: URL) -> str:
    """Return the address for libpq, without the password: `ps` shows command lines to everybody."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return bare.render_as_string(hide_password=False)


def _password(url: URL) -> dict[str, str]:
    """Return it as libpq reads it from the environment, which only the same user can see."""
    given = url.password or url.query.get("password")
    return {"PGPASSWORD": str(given)} if given else {}


def _run(url: URL | None, program: str, *arguments: str | Path, stdout: object = subprocess.PIPE) -> str:
    """Run a tool and return what it printed.

    Raises:
        StoreError: it failed, with its own words.
    """
    done = subprocess.run(  # noqa: S603  the program is PostgreSQL's, the arguments are ours
        [program, *map(str, arguments)],
        env={**os.environ, **(_password(url) if url is not None else {})},
        stdin=subprocess.DEVNULL,
        stdout=stdout,  # type: ignore[call-overload]  # a file, or PIPE
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        said = redact(done.stderr.decode(errors="replace")).strip().splitlines()
        reason = said[-1] if said else f"it ended with {done.returncode}"
        raise StoreError(f"{Path(program).name} failed: {reason.rstrip('.')}.")
    return done.stdout.decode(errors="replace") if done.stdout else ""
