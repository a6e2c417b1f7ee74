"""Archive: an entry's stretch of a file remembers what the database had of it.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("archive_segment", sa.Column("stored", sa.JSON(none_as_null=True), nullable=True))
