"""From the bytes of other programs' files to text: they save in what their system is used to."""

import codecs

from bot.archive.reading.decode import line_of
from bot.errors import ArchiveFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096


def decode_export(data: bytes, *, path: str) -> str:
    """Return the text of a file: UTF-8, UTF-16 with a mark or without, or else Windows-1252.

    Raises:
        ArchiveFileError: it is empty or no text; `line` says where.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise ArchiveFileError(f"{path} is empty.", path=path, line=1)
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _no_text(path, line_of(data, error.start)) from error
        text = _decode_western(data, path=path)
    if "\0" in text:
        raise _no_text(path, text.count("\n", 0, text.index("\0")) + 1)
    return text


def guess_text(head: bytes) -> str:
    """Return the beginning of a file as text, well enough to tell what it is."""
    return head.decode(_encoding(head), errors="replace").replace("\0", "").lstrip("\ufeff")


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    if len(sample) > 1 and sample[1::2].count(0) > len(sample) // 4 > sample[0::2].count(0):
        return "utf-16-le"
    if len(sample) > 1 and sample[0::2].count(0) > len(sample) // 4 > sample[1::2].count(0):
        return "utf-16-be"
    return "utf-8"


def _decode_western(data: bytes, *, path: str) -> str:
    """Spreadsheets on Windows save in its old code page; its five unused bytes tell that it is not that."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _no_text(path, line_of(data, error.start)) from error


def _no_text(path: str, line: int) -> ArchiveFileError:
    return ArchiveFileError(
        f"{path} is not a text file: line {line} holds a byte that cannot be read.",
        path=path,
        line=line,
        hint="Save it as UTF-8 and import it again.",
    )
