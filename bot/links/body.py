"""Unpacks a response's body without ever holding more than was allowed, and reads it as text."""

import codecs
import re
import zlib
from typing import Protocol

from bot.errors import FetchError

# Labels that pages use, as browsers read them (https://encoding.spec.whatwg.org/#names-and-labels). Python's
# own look-up also knows codecs that no page may choose: unicode_escape, utf-7, punycode.
_TEXT_CODECS = frozenset(
    """
    utf-8 utf-16 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866
    cp874 cp932 cp949 iso8859-2
    iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13
    iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb18030 big5hkscs euc_jp iso2022_jp
    """.split()  # noqa: SIM905 (so many words read better as words)
)
_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_LOOKS_LIKE_ASCII = frozenset({"iso2022_jp", "utf-16", "utf-16-le", "utf-16-be"})
_GUESS_FROM = 16_384


class Decoder(Protocol):
    """Takes the body piece by piece. `feed` returns no more bytes than `limit`, and drops the rest."""

    def feed(self, data: bytes, limit: int) -> bytes: ...


class _Plain:
    def feed(self, data: bytes, limit: int) -> bytes:
        return data[:limit]


class _Gzip:
    """The first gzip member; what follows it is ignored."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=31)

    def feed(self, data: bytes, limit: int) -> bytes:
        return self._inflater.decompress(data, limit) if limit else b""


class _Deflate:
    """zlib's format (RFC 9110) or the bare stream that some servers send under the same name."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj()
        self._started = False

    def feed(self, data: bytes, limit: int) -> bytes:
        if not limit:
            return b""
        if not self._started and data:
            self._started = True
            if data[0] & 0x0F != 8:
                self._inflater = zlib.decompressobj(wbits=-15)
        return self._inflater.decompress(data, limit)


def decoder_for(content_encoding: str) -> Decoder:
    """Return the decoder for a Content-Encoding header.

    Raises:
        FetchError: it is one that was not asked for, or several on top of each other.
    """
    name = content_encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Gzip()
    if name == "deflate":
        return _Deflate()
    raise FetchError("The page is packed in a way that cannot be read.")


def decode_text(body: bytes, declared: str | None) -> str:
    """Read a page's bytes as text. Never fails: what no charset explains becomes U+FFFD.

    A byte order mark beats all; bytes that are valid UTF-8 are UTF-8, whatever the header says (servers send
    their default, pages are written in UTF-8); then the header, the page's own word, a guess.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    said = [name for name in (_codec(declared), _codec_in_page(body)) if name]
    if said and said[0] in _LOOKS_LIKE_ASCII and (text := _try(body, said[0])) is not None:
        return text
    for name in ("utf-8", *said):
        if (text := _try(body, name)) is not None:
            return text
    if said and _is_mostly_right(patched := body.decode(said[0], errors="replace")):
        return patched
    # Imported on use: it takes 3 MB, and few pages do not say how they are written.
    from charset_normalizer import from_bytes

    guess = from_bytes(body[:_GUESS_FROM]).best()
    return body.decode(_codec(guess.encoding if guess else None) or "cp1252", errors="replace")


def _try(body: bytes, name: str) -> str | None:
    """Decode strictly, but let a character be cut off at the end, where reading stopped."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(body, final=False)
    except UnicodeDecodeError:
        return None


def _is_mostly_right(text: str) -> bool:
    """Whether a text has broken places, and not only broken places where it is not ASCII."""
    broken = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) >= 2 * broken


def _codec_in_page(body: bytes) -> str | None:
    head = body[:4096]
    match = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    name = _codec(match[1].decode("ascii")) if match else None
    # A page that could be read so far is not UTF-16, whatever it says of itself.
    return "utf-8" if name and name.startswith("utf-16") else name


def _codec(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip(" \"'").lower()).name
    except (LookupError, ValueError):
        return None
    name = _AS_BROWSERS_READ.get(name, name)
    return name if name in _TEXT_CODECS else None
