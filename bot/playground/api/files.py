"""files.*: handing in a file in three steps, as `files_upload_v2` of the SDKs does.

Only its name and size are kept.

https://docs.slack.dev/messaging/working-with-files#upload
"""

import mimetypes

from bot.playground.api.arguments import Arguments
from bot.playground.api.chat import new_message, thread_root, writable_channel
from bot.playground.api.context import Context
from bot.playground.model import File, Json
from bot.playground.refusals import ApiError


def new_upload(context: Context, args: Arguments) -> Json:
    """files.getUploadURLExternal: where to post the content."""
    workspace = context.workspace
    name = args.text("filename")
    size = args.number("length", default=0, low=0, high=2**40)
    if not size:
        raise ApiError("missing_argument")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    with workspace.changing():
        file = File(workspace.new_id("F"), name, size, kind, int(workspace.now().timestamp()))
        workspace.files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/{file.id}", "file_id": file.id}


def complete_upload(context: Context, args: Arguments) -> Json:
    """files.completeUploadExternal: show what was posted, in a channel where one is named."""
    workspace = context.workspace
    given = args.data("files", error="invalid_arguments")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise ApiError("invalid_arguments", "[ERROR] missing required field: files")
    files = [workspace.files.get(str(one.get("id"))) for one in given]
    known = [file for file in files if file is not None and file.is_here]
    if len(known) != len(given):
        raise ApiError("file_not_found")
    for file, one in zip(known, given, strict=True):
        file.title = str(one.get("title") or file.name)
    reference = args.optional_text("channel_id") or ",".join(args.names("channels"))
    if reference:
        channel = writable_channel(context, reference)
        comment = args.optional_text("initial_comment") or ""
        message = new_message(context, channel, {"text": comment})
        message.subtype, message.files = "file_share", known
        message.thread_ts = thread_root(channel, args.optional_text("thread_ts"))
        workspace.add_message(message)
        context.events.message_posted(message)
    return {"files": [file.as_slack(workspace.bot.id) for file in known]}
