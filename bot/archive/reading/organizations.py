"""Who published it: the names in "He, K. from Meta and NYU" or "researchers from Monash Uni, CSIRO etc"."""

import re
from dataclasses import dataclass

# A joint inside one name is no separator: "Hong Kong University of Science and Technology",
# "University of California, Berkeley", "Acme, Inc".
_FIELD = (
    r"(?:Arts?|Sciences?|Technology|Engineering|Mathematics|Medicine|Economics|Education|Industry|Research"
    r"|Development|Standards|Computing|Information|Communications?|Electronics|Health|Agriculture|Design"
    r"|Business|Management|Language|Intelligence|Humanities|Culture|Law|Trade|Innovation|Aeronautics|Space)"
)
_CAMPUSES = (
    r"(?:California|Illinois|Massachusetts|Texas|Wisconsin|Maryland|Michigan|Colorado|Washington"
    r"|North Carolina)"
)
_INSIDE_NAMES = (
    re.compile(rf"(?P<left>\b{_FIELD}) (?P<joint>and|&) (?={_FIELD}\b)"),
    re.compile(rf"(?P<left>\bUniversity of {_CAMPUSES})(?P<joint>,) (?=[A-Z])"),
    re.compile(r"(?P<left>\w)(?P<joint>,) (?=(?:Inc|Ltd|LLC|Corp|Co|GmbH)\b)"),
)
_HIDDEN = {"and": "\ue000", "&": "\ue001", ",": "\ue002"}  # private characters stand for such joints

_TOGETHER = r"(?:together |along |jointly |in (?:collaboration|partnership|cooperation) )?with"
_SEPARATOR = re.compile(rf"[,;\s]*[\s(](?:{_TOGETHER}|and|plus|&|\+|/)\s|[,;]|/(?=[A-Z])")
_PEOPLE = (
    r"(?:researchers?|scientists?|engineers?|authors?|people|folks|students?|academics|experts|developers"
    r"|teams?|groups?|labs?)"
)
_FROM = re.compile(rf"\b(?:(?P<from>from)|{_PEOPLE}\s(?P<at>at|of|in))\s+(?=\S)")
_COUNTED = re.compile(
    r"(?:(?:a|an|the|some|several|two|many|new|group|team|of|and|other|international|joint|research)\s)*"
    rf"{_PEOPLE}?\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:the|both|and|with|also|by)\s+")
_OTHERS = re.compile(
    r"(?:and )?(?:many |several |some |the )?(?:others?|etc|et al|more|colleagues|partners)\b.*"
)
_TAIL = re.compile(rf"\s+(?:etc|et al)\b\.?$|(?<=\S)\s+(?:research )?{_PEOPLE}$")
_ADVERBS = frozenset(
    {"in", "on", "at", "after", "before", "during", "today", "yesterday", "this", "that", "meanwhile"}
    | {"finally", "recently", "as", "for", "when", "while"}
)
_EDGES = " ,:;–—-"
_LONGEST = 200  # characters of a list of names


@dataclass(frozen=True, slots=True)
class Names:
    """The names as printed. `whole`: the phrase said nothing else than these names."""

    names: tuple[str, ...]
    whole: bool


def read_names(phrase: str) -> Names:
    """Read the organisations of a phrase, spelled as printed, without the words that only count people."""
    phrase = phrase.strip(_EDGES)
    if len(phrase) > _LONGEST:
        return Names((), whole=False)
    who, phrase = _cut_people(phrase)
    whole = _COUNTED.fullmatch(who) is not None
    names: list[str] = []
    for piece in _SEPARATOR.split(_hide_joints(phrase)):
        name = _balanced(_LEAD.sub("", _TAIL.sub("", piece.strip(_EDGES)), count=1)).strip(_EDGES)
        if not name or _OTHERS.fullmatch(name) or _COUNTED.fullmatch(name):
            continue
        if not _is_name(name):
            whole = False
        elif name not in names:
            names.append(_show_joints(name))
    return Names(tuple(names), whole)


def _cut_people(phrase: str) -> tuple[str, str]:
    """Cut "He, K. from Meta and NYU" into the people and their organisations."""
    match = _FROM.search(phrase)
    if match is None:
        return "", phrase
    joint = "from" if match["from"] else "at"
    return phrase[: match.start(joint)].strip(), phrase[match.end() :]


def _hide_joints(phrase: str) -> str:
    for form in _INSIDE_NAMES:
        phrase = form.sub(_hide_joint, phrase)
    return phrase


def _hide_joint(match: re.Match[str]) -> str:
    gap = match[0][len(match["left"]) :]
    return match["left"] + gap.replace(match["joint"], _HIDDEN[match["joint"]], 1)


def _show_joints(name: str) -> str:
    for joint, character in _HIDDEN.items():
        name = name.replace(character, joint)
    return name


def _balanced(name: str) -> str:
    """Take off a bracket whose partner a separator has taken: "MIT)" of "Google (with MIT)"."""
    name = name.strip()
    if name.endswith(")") and "(" not in name:
        return name[:-1]
    return name[1:] if name.startswith("(") and ")" not in name else name


def _is_name(name: str) -> bool:
    """Tell a name from a piece of a sentence: "meta" and "x.ai" are names, "in a surprising move" is not."""
    words = name.split()
    if words[0].lower() in _ADVERBS:
        return False
    return len(words) == 1 or any(character.isupper() or character.isdigit() for character in name)
