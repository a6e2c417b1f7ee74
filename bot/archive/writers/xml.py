"""XML on its way out: elements with their text, without characters that XML forbids."""

import re
from xml.etree import ElementTree as ET

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets"""


def element(parent: ET.Element, name: str, words: str = "", /, **attributes: str) -> ET.Element:
    """Append an element. Attributes that are empty are left out."""
    made = ET.SubElement(parent, name, {key: allowed(value) for key, value in attributes.items() if value})
    made.text = allowed(words) or None
    return made


def document(root: ET.Element) -> str:
    """Return the whole document, indented."""
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def allowed(text: str) -> str:
    """Return a text without what no XML document may hold, not even escaped."""
    return _FORBIDDEN.sub("", text)
