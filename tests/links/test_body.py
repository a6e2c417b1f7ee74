"""Charsets: declared, declared wrongly, not declared, broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links.body import decode_text

GERMAN = "Größe und Maß"
RUSSIAN = "Новая языковая модель превосходит предыдущие результаты на всех задачах"
JAPANESE = "新しい言語モデルが公開されました"
IN_PAGE = [
    ('<meta charset="windows-1251">', RUSSIAN, "cp1251", None),
    ('<meta charset="windows-1251">', RUSSIAN, "cp1251", "utf-8"),
    ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', RUSSIAN, "koi8-r", None),
    ('<?xml version="1.0" encoding="EUC-JP"?>', JAPANESE, "euc-jp", None),
    ('<meta charset="utf-16">', GERMAN, "utf-8", None),
]

TABLE = [
    ("declared UTF-8", GERMAN.encode(), "utf-8", GERMAN),
    ("not declared", GERMAN.encode(), None, GERMAN),
    ("a byte order mark", b"\xef\xbb\xbf" + GERMAN.encode(), "latin-1", GERMAN),
    ("UTF-16 with a mark", b"\xff\xfe" + GERMAN.encode("utf-16-le"), None, GERMAN),
    ("UTF-16 with the other mark", b"\xfe\xff" + GERMAN.encode("utf-16-be"), None, GERMAN),
    ("UTF-16 by the header", GERMAN.encode("utf-16-le"), "utf-16-le", GERMAN),
    ("Latin-1", GERMAN.encode("latin-1"), "iso-8859-1", GERMAN),
    ("Latin-1 is Windows-1252", "“quoted”".encode("cp1252"), "ISO-8859-1", "“quoted”"),
    ("US-ASCII is Windows-1252", "“quoted”".encode("cp1252"), "us-ascii", "“quoted”"),
    ("Latin-1 declared, UTF-8 sent", GERMAN.encode(), "iso-8859-1", GERMAN),
    ("UTF-8 declared, Latin-1 sent", GERMAN.encode("latin-1"), "utf-8", GERMAN),
    ("UTF-8 with a broken byte", (GERMAN * 2).encode() + b"\xff", "utf-8", GERMAN * 2 + "\ufffd"),
    ("Shift_JIS", JAPANESE.encode("shift_jis"), "Shift_JIS", JAPANESE),
    ("ISO-2022-JP looks like ASCII", JAPANESE.encode("iso2022_jp"), "iso-2022-jp", JAPANESE),
    ("GB2312 is GB18030", "大模型".encode("gb18030"), "gb2312", "大模型"),
    ("Big5", "模型".encode("big5"), "big5", "模型"),
    ("guessed", RUSSIAN.encode("cp1251"), None, RUSSIAN),
    ("a charset that does not exist", GERMAN.encode(), "no-such-charset", GERMAN),
    ("a codec that is no charset", b"\\u0041 +AEE-", "unicode_escape", "\\u0041 +AEE-"),
    ("UTF-7 is no charset", b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
    ("base64 is no charset", b"QQ==", "base64", "QQ=="),
    ("NUL in the label", GERMAN.encode(), "utf\x008", GERMAN),
    ("cut off inside a character", GERMAN.encode()[:-1], "utf-8", GERMAN[:-1]),
    ("empty", b"", None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "body", "declared", "text"), TABLE, ids=[row[0] for row in TABLE])
def test_text(what: str, body: bytes, declared: str | None, text: str) -> None:
    assert decode_text(body, declared) == text, what


@given(
    st.binary(max_size=300),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["utf-8", "big5", "hz"])),
)
def test_any_bytes_are_read(body: bytes, declared: str | None) -> None:
    assert isinstance(decode_text(body, declared), str)
