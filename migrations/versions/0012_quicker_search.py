"""Search is quicker on PostgreSQL, and adding an item on SQLite.

Revision: 0012, after 0011

What 0002 says about the index holds: it is derived from the items, and `ainews reindex` builds it again.
"""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    script = Path(__file__).parent.parent / "search" / f"0012_{bind.dialect.name}.sql"
    for statement in script.read_text(encoding="utf-8").split("\n--\n"):
        bind.exec_driver_sql(statement)
