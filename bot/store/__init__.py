"""All SQL, for SQLite and PostgreSQL. One file a subject; functions take a team's transaction first."""

from bot.store.engine import Store, TeamStore, Tx

__all__ = ["Store", "TeamStore", "Tx"]
