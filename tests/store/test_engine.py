"""Transactions: what is written is kept, also when many write at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.errors import ConfigError, StoreError
from bot.models.values import Publication
from bot.paths import data_folder
from bot.store import Store, TeamStore
from bot.store.publications import change_publication, find_publication
from bot.store.revisions import known_revisions, newest_revision
from bot.store.schema import migrate, schema_revision


def test_concurrent_read_modify_writes_lose_nothing(team: TeamStore, publication: Publication) -> None:
    with team.write() as tx:
        change_publication(tx, publication.id, name="0", timezone="UTC", by=None)

    def count_up(_: int) -> None:
        with team.write() as tx:
            tx.session.execute(text("SELECT 1"))
            if not team.store.is_sqlite:  # SQLite's write transaction is exclusive; PostgreSQL locks rows
                tx.session.execute(text("SELECT id FROM publication FOR UPDATE"))
            current = find_publication(tx)
            assert current is not None
            change_publication(tx, current.id, name=str(int(current.name) + 1), timezone="UTC", by=None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(160)))
    with team.read() as tx:
        assert find_publication(tx) == Publication(publication.id, "160", "UTC")


def test_an_error_rolls_back(team: TeamStore, publication: Publication) -> None:
    def rename_and_fail() -> None:
        with team.write() as tx:
            change_publication(tx, publication.id, name="lost", timezone="UTC", by=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()
    with team.read() as tx:
        assert find_publication(tx) == publication


def test_sqlite_follows_the_rules_that_were_measured(tmp_path: object) -> None:
    store = Store(f"sqlite:///{tmp_path}/rules.db")
    with store.read() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_only_a_quick_write_does_not_wait_for_the_disk(team: TeamStore) -> None:
    ask = "PRAGMA synchronous" if team.store.is_sqlite else "SHOW synchronous_commit"
    seen = []
    for quick in (False, True, False):
        with team.write(quick=quick) as tx:
            seen.append(str(tx.session.execute(text(ask)).scalar()))
    assert seen == (["2", "1", "2"] if team.store.is_sqlite else ["on", "off", "on"])


@pytest.mark.parametrize("url", ["mysql://localhost/news", "ainews.db", "", "oracle://x"])
def test_other_databases_are_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL must look like"):
        Store(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    assert Store(f"{scheme}://user:secret@host/name").engine.url.drivername == "postgresql+psycopg"


def test_migrating_twice_changes_nothing(store: Store) -> None:
    assert migrate(store) == (newest_revision(), newest_revision())


def test_a_newer_schema_is_refused_and_left_alone(store: Store) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer than this version"):
        migrate(store)
    assert schema_revision(store) == "9999"


def test_models_and_migrations_agree(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _o, name, kind, _r, _c: (
                    not (kind == "table" and name.startswith("search_"))
                )
            },
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrations_are_one_chain_in_the_order_of_their_numbers() -> None:
    """Numbers are read off file names; Alembic follows what stands inside."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(data_folder("migrations")))
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert chain == sorted(known_revisions(), reverse=True)
    assert chain[0] == newest_revision()
