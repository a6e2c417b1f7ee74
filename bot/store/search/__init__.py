"""Full-text search over a team's items, on SQLite and PostgreSQL."""

from bot.store.search.check import check_index
from bot.store.search.engine import search
from bot.store.search.maintain import merge_segments, rebuild

__all__ = ["check_index", "merge_segments", "rebuild", "search"]
