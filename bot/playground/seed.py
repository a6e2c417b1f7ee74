"""The people and channels that every new playground starts with."""

from bot.playground.model import Channel, User
from bot.playground.workspace import Workspace

READER = "U0READER01"
CONTRIBUTOR = "U0CONTRIB1"
CURATOR = "U0CURATOR1"
ADMIN = "U0ADMIN001"
GUEST = "U0GUEST001"

AI_NEWS = "C0AINEWS01"
GENERAL = "C0GENERAL1"
RANDOM = "C0RANDOM01"
PRIVATE = "C0CURATORS"


def seed(workspace: Workspace) -> None:
    """Add a reader, a contributor, two curators (one administers the workspace), a guest, and four channels.

    The bot is in #ai-news and #general, not in #random, and not in the private #curators.
    """
    people = (
        User(READER, "rosa", "Rosa Reader", "Reads it on Mondays", color="d58247"),
        User(CONTRIBUTOR, "carl", "Carl Contributor", "Finds papers", "America/New_York", color="4bbe2e"),
        User(CURATOR, "cleo", "Cleo Curator", "Shapes the issue", color="674b1b"),
        User(ADMIN, "ada", "Ada Admin", "Runs the workspace", is_admin=True, is_owner=True, color="5b89d5"),
        User(GUEST, "gus", "Gus Guest", "From a partner", "Asia/Tokyo", is_restricted=True, color="a63024"),
    )
    everybody = [READER, CONTRIBUTOR, CURATOR, ADMIN]
    bot = workspace.bot.id
    topic = "What the team found about AI, every Monday"
    with workspace.changing():
        workspace.users.update({person.id: person for person in people})
        created = int(workspace.now().timestamp())
        channels = (
            Channel(AI_NEWS, "ai-news", [*everybody, GUEST, bot], ADMIN, created, topic),
            Channel(GENERAL, "general", [*everybody, bot], ADMIN, created, "Everybody", is_general=True),
            Channel(RANDOM, "random", list(everybody), ADMIN, created, "The bot is not here"),
            Channel(PRIVATE, "curators", [CURATOR, ADMIN], ADMIN, created, "Curators only", is_private=True),
        )
        workspace.channels.update({channel.id: channel for channel in channels})
