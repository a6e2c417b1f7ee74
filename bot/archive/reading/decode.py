"""From a file's bytes to text, or to an error that says on which line it stops being text."""

import re

from bot.errors import ArchiveFileError

# Text that was pasted from a PDF can hold a few of these; a program or a picture holds many.
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.01
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line in Markdown (CommonMark 0.31, section 2.1). `str.splitlines` knows many more."""


def decode(data: bytes, *, path: str) -> str:
    """Return the text of an archive file, its byte order mark included.

    Raises:
        ArchiveFileError: it is empty, binary, or not UTF-8; `line` says where.
    """
    if not data.strip():
        raise ArchiveFileError(f"{path} is empty.", path=path, line=1)
    if data.startswith(_UTF16_MARKS):
        raise ArchiveFileError(
            f"{path} is UTF-16, not UTF-8.", path=path, line=1, hint="Save it as UTF-8 and import it again."
        )
    if (nul := data.find(b"\0")) >= 0:
        raise _binary(path, line_of(data, nul))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = line_of(data, error.start)
        raise ArchiveFileError(
            f"{path} is not UTF-8: line {line} holds a byte that cannot be read.",
            path=path,
            line=line,
            hint="Save it as UTF-8 and import it again.",
        ) from error
    controls = [match.start() for match in _CONTROL.finditer(text)]
    if len(controls) > _MAX_CONTROL_SHARE * len(text):
        raise _binary(path, text.count("\n", 0, controls[0]) + 1)
    if not text.strip("\ufeff \t\r\n"):
        raise ArchiveFileError(f"{path} is empty.", path=path, line=1)
    return text


def without_controls(text: str) -> str:
    """Take out the control characters that no reader can see."""
    return _CONTROL.sub("", text)


def line_of(data: bytes, offset: int) -> int:
    """Return the 1-based line that holds a byte."""
    before = data[:offset]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def lines_of(text: str) -> list[str]:
    """Cut a text into lines that keep their ends."""
    lines: list[str] = []
    start = 0
    for match in LINE_END.finditer(text):
        lines.append(text[start : match.end()])
        start = match.end()
    if start < len(text):
        lines.append(text[start:])
    return lines


def _binary(path: str, line: int) -> ArchiveFileError:
    return ArchiveFileError(
        f"{path} is not a text file: line {line} holds characters that no text has.",
        path=path,
        line=line,
        hint="Import the newsletter's Markdown file.",
    )


def visible(text: str) -> str:
    """Blank out HTML comments, line for line: what an editor took out of sight is not for readers."""
    text = LINE_END.sub("\n", text.removeprefix("\ufeff"))
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*parts, text[at:]])
