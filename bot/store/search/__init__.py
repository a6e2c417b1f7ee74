"""Full-text search over a team's items, on SQLite and PostgreSQL."""

from bot.store.search.engine import search
from bot.store.search.maintain import check_index, rebuild

__all__ = ["check_index", "rebuild", "search"]
