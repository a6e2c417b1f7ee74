"""Plain text into Markdown that shows just this text."""

import re

# Every mark that CommonMark could take for markup where it stands, and no other: people read these files.
_MARKS = re.compile(
    r"[\\`\[\]]"
    r"|\*(?=\S)|(?<=\S)\*"
    r"|(?<!\w)_|_(?!\w)"
    r"|<(?=[A-Za-z/?!])"
    r"|&(?=#?\w+;)"
)
# What begins a list, a heading, a quotation, or is a ruled line.
_LINE_START = re.compile(
    r"(?:[-+*]|#{1,6})(?=\s|$)|>|~{3}|[-=~#_][-=~#_*\s]*$|(?P<number>\d{1,9})[.)](?=\s|$)"
)
_ADDRESS_MARKS = {" ": "%20", "<": "%3C", ">": "%3E", "\\": "%5C"}


def escape_words(text: str) -> str:
    """Escape words inside a line."""
    # A backslash would not stop the archive's reader from taking a comment out.
    return _MARKS.sub(r"\\\g<0>", text).replace("\\<!--", "&lt;!--")


def escape_line(text: str) -> str:
    """Escape words that begin a line, where "1." would begin a list and "#" a heading."""
    escaped = escape_words(text)
    match = _LINE_START.match(escaped)
    if match is None:
        return escaped
    at = match.end("number") if match["number"] else 0
    return f"{escaped[:at]}\\{escaped[at:]}"


def escape_address(url: str) -> str:
    """Write an address so that it can stand between the brackets of a link."""
    for character, written in _ADDRESS_MARKS.items():
        url = url.replace(character, written)
    url = re.sub(r"&(?=#?\w+;)", "&amp;", url)
    return f"<{url}>" if "(" in url or ")" in url else url
