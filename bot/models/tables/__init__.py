"""The tables. Every row belongs to a team; what belongs to a newsletter names its publication too.

Rows stay inside `bot/store`, which hands out the plain values of `bot/models/values.py`. Times are stored in
UTC. A SQLModel table class checks nothing when it is built: input is checked at the edges, and the
database's own constraints decide whenever two people act at once.
"""

from bot.models.tables.archive import ArchiveFileRow, ArchiveSegmentRow
from bot.models.tables.columns import NAMING, UtcDateTime
from bot.models.tables.deliveries import DeliveryPartRow, DeliveryRow, OutboxRow, PaceRow
from bot.models.tables.follows import FollowMatchRow, FollowRow
from bot.models.tables.installations import SlackBotRow, SlackInstallationRow, SlackOAuthStateRow
from bot.models.tables.issues import DraftRow, EntryRow, IssuePartRow, IssueRow
from bot.models.tables.items import (
    ItemAliasRow,
    ItemChangeRow,
    ItemLinkRow,
    ItemOrganizationRow,
    ItemRow,
    ItemTagRow,
    OrganizationAliasRow,
)
from bot.models.tables.people import FormDraftRow, HandInRow, HintChannelRow, InboxRow, SaveRow, VoteRow
from bot.models.tables.processes import ProcessRow
from bot.models.tables.stories import EarlierItemRow
from bot.models.tables.teams import PublicationRow, ScheduleRow, SubscriptionRow, TeamRow

__all__ = [
    "NAMING",
    "ArchiveFileRow",
    "ArchiveSegmentRow",
    "DeliveryPartRow",
    "DeliveryRow",
    "DraftRow",
    "EarlierItemRow",
    "EntryRow",
    "FollowMatchRow",
    "FollowRow",
    "FormDraftRow",
    "HandInRow",
    "HintChannelRow",
    "InboxRow",
    "IssuePartRow",
    "IssueRow",
    "ItemAliasRow",
    "ItemChangeRow",
    "ItemLinkRow",
    "ItemOrganizationRow",
    "ItemRow",
    "ItemTagRow",
    "OrganizationAliasRow",
    "OutboxRow",
    "PaceRow",
    "ProcessRow",
    "PublicationRow",
    "SaveRow",
    "ScheduleRow",
    "SlackBotRow",
    "SlackInstallationRow",
    "SlackOAuthStateRow",
    "SubscriptionRow",
    "TeamRow",
    "UtcDateTime",
    "VoteRow",
]
