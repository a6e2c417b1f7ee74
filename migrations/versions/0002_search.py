"""Full-text search: an index over items that the database itself keeps in step.

Revision: 0002, after 0001

Everything here is derived from the items and can be built again (`bot/store/search/maintain.py`). A later
migration that rebuilds `item`, `item_link`, `item_organization` or `item_tag` by `batch_alter_table` loses
SQLite's triggers without a word: it must create them again from the statements in `migrations/search/`, and
fill the index anew.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    script = Path(__file__).parent.parent / "search" / f"0002_{bind.dialect.name}.sql"
    for statement in script.read_text(encoding="utf-8").split("\n--\n"):
        # psycopg takes a percent sign for a parameter, unless it stands twice.
        bind.exec_driver_sql(statement if bind.dialect.name == "sqlite" else statement.replace("%", "%%"))
