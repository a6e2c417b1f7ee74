"""On PostgreSQL the search index's triggers pass over what an import writes; it has them indexed together.

Revision: 0011, after 0010
"""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    script = Path(__file__).parent.parent / "search" / "0011_postgresql.sql"
    for statement in script.read_text(encoding="utf-8").split("\n--\n"):
        bind.exec_driver_sql(statement)
