"""Submitting: other links of a story, who changed what, the hourly limit, spellings, hints, typed text.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A plain ADD COLUMN: rebuilding `item` would lose the triggers that keep the search index.
    op.add_column("item", sa.Column("added_by", sa.String(), nullable=True))
    _create_item_alias()
    _create_item_change()
    _create_hand_in()
    op.create_table(
        "organization_alias",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("learned_from", sa.String(), nullable=True),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        _team("organization_alias"),
        sa.PrimaryKeyConstraint("team_id", "alias", name=op.f("pk_organization_alias")),
    )
    op.create_table(
        "hint_channel",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        _team("hint_channel"),
        sa.PrimaryKeyConstraint("team_id", "channel_id", name=op.f("pk_hint_channel")),
    )
    op.create_table(
        "form_draft",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        _team("form_draft"),
        sa.PrimaryKeyConstraint("team_id", "person", "form", name=op.f("pk_form_draft")),
    )


def _create_item_alias() -> None:
    op.create_table(
        "item_alias",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("clean", sa.Text(), server_default="", nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason IN ('redirect', 'merge')", name=op.f("ck_item_alias_reason")),
        _team("item_alias"),
        _item("item_alias"),
        sa.PrimaryKeyConstraint("team_id", "key", name=op.f("pk_item_alias")),
    )
    op.create_index(op.f("ix_item_alias_item_id"), "item_alias", ["item_id"], unique=False)


def _create_item_change() -> None:
    op.create_table(
        "item_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="", nullable=False),
        _team("item_change"),
        _item("item_change"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_change")),
    )
    op.create_index(op.f("ix_item_change_item_id"), "item_change", ["item_id"], unique=False)
    op.create_index(op.f("ix_item_change_team_id"), "item_change", ["team_id"], unique=False)


def _create_hand_in() -> None:
    op.create_table(
        "hand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _team("hand_in"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in")),
    )
    op.create_index("ix_hand_in_team_id_person_at", "hand_in", ["team_id", "person", "at"], unique=False)


def _team(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team_id"], ["team.id"], name=op.f(f"fk_{table}_team_id_team"), ondelete="CASCADE"
    )


def _item(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["item_id"], ["item.id"], name=op.f(f"fk_{table}_item_id_item"), ondelete="CASCADE"
    )
