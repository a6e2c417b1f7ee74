"""Slack's documented limits, in characters unless a name says otherwise, and two budgets of our own.

Pages: https://docs.slack.dev/reference/block-kit/blocks (blocks),
https://docs.slack.dev/reference/block-kit/block-elements (elements),
https://docs.slack.dev/reference/block-kit/composition-objects (options, confirmations),
https://docs.slack.dev/reference/views (modals and App Home),
https://docs.slack.dev/reference/methods/chat.postMessage and chat.update (messages).
"""

# Messages
MESSAGE_BLOCKS = 50
MESSAGE_ATTACHMENTS = 100
MESSAGE_TEXT = 4_000
"""chat.update refuses more, and any message of ours may be updated; chat.postMessage cuts at 40,000."""
MESSAGE_BUDGET = 9_000
"""Ours: Slack answers `msg_blocks_too_long` somewhere past 11,000 and publishes no figure."""
METADATA_BYTES = 1_000
"""Ours: Slack publishes no figure, and nothing of ours needs more."""

# Views
VIEW_BLOCKS = 100
VIEW_TITLE = 24
VIEW_BUTTON = 24
PRIVATE_METADATA = 3_000
CALLBACK_ID = 255

# Blocks
BLOCK_ID = 255
SECTION_TEXT = 3_000
SECTION_FIELDS = 10
SECTION_FIELD = 2_000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 2_000
"""Undocumented for context; the limit of a section's field is known to pass."""
ACTIONS_ELEMENTS = 25
INPUT_LABEL = 2_000
INPUT_HINT = 2_000
IMAGE_URL = 3_000
IMAGE_ALT = 2_000
IMAGE_TITLE = 2_000
TABLE_ROWS = 100
TABLE_CELLS = 20

# Elements
ACTION_ID = 255
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
BUTTON_URL = 3_000
PLACEHOLDER = 150
TEXT_INPUT = 3_000
OVERFLOW_OPTIONS = 5
SELECT_OPTIONS = 100
CHOICE_OPTIONS = 10
"""Radio buttons and checkboxes."""

# Options and confirmations
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_DESCRIPTION = 75
OPTION_GROUPS = 100
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
