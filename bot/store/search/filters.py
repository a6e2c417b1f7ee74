"""What is meant by the words of `org:`, `title:` and `tag:`: other names, other spellings, and slips."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeGuard

from bot.store.search.expressions import All, Expression, No, Some, Sql, Where, Words, all_of, some_of
from bot.store.search.groups import SAME, literal, other_names, widen
from bot.store.search.lexicon import Phrase, divisions, organizations, spellings, stop_words
from bot.store.search.understand import SHORTEST_CORRECTED, Archive, nearest
from bot.store.search.words import word_stem

PLACES = {"title": Where.TITLE, "org": Where.ORGANIZATIONS, "tag": Where.TAGS}
"""Where the words of each filter must stand."""

FilterCorrections = dict[tuple[Where, Phrase], Phrase]
"""What was made of the words of a filter that no item has."""

_LEGAL = frozenset({"inc", "corp", "corporation", "ltd", "limited", "llc", "gmbh", "co", "company"})
"""What stands behind an organisation's name, and is no part of it."""


def widen_filters(condition: Expression | None) -> Expression | None:
    """Let each filter be met by other names and spellings as well. Needs no database."""
    return _each(condition, lambda words: _either(_meanings(words)))


def understand_filters(
    condition: Expression | None, archive: Archive
) -> tuple[Expression | None, FilterCorrections]:
    """Widen the filters by what some item has; where none has anything of it, read it as a slip."""
    corrections: FilterCorrections = {}

    def understood(words: Words) -> Expression:
        for meant in _readings(words):
            if found := _found(meant, archive):
                return _either(found)
        for right in _without_slips(words, archive):
            if found := _found(_meanings(Words(right, words.where)), archive):
                corrections[words.where, words.words] = right
                return _either(found)
        return words

    return _each(condition, understood), corrections


def _each(expression: Expression | None, read: Callable[[Words], Expression]) -> Expression | None:
    """Return a condition with what is `read` instead of each filter's words."""
    match expression:
        case Words(where=Where.TITLE | Where.ORGANIZATIONS | Where.TAGS):
            return read(expression)
        case All(parts):
            return all_of(*(_each(part, read) for part in parts))
        case Some(parts):
            return some_of(*(_each(part, read) for part in parts))
        case No(part):
            return No(_each(part, read) or part)
    return expression


def _found(meant: Sequence[Expression], archive: Archive) -> list[Expression]:
    counts = archive.counts(meant) if meant else ()
    return [one for one, count in zip(meant, counts, strict=True) if count]


def _readings(words: Words) -> Iterator[list[Expression]]:
    """Yield what a filter means; then, for when no item has that, what it may mean."""
    yield _meanings(words)
    if words.where is Where.ORGANIZATIONS:
        yield [Words(name, words.where) for name in other_names(words.words)]
        telling = [word for word in words.words if word not in stop_words() | _LEGAL]
        if telling:
            yield [All(tuple(_any_spelling(word, words.where) for word in telling))]


def _any_spelling(word: str, where: Where) -> Expression:
    return some_of(*(Words((one,), where) for one in (word, *spellings(word)))) or Words((word,), where)


def _meanings(words: Words) -> list[Expression]:
    """Return what says the same. The name of a part of an organisation says less than that of the whole."""
    names = [one.words for one in widen([literal(words.words)])[0].alternatives if one.weight == SAME]
    names += _respelled(words.words)
    if words.where is Where.ORGANIZATIONS and words.words not in divisions():
        names += other_names(words.words)
    meant: list[Expression] = [
        Words(name, words.where) for name in dict.fromkeys(names) if not any(map(_is_within(name), names))
    ]
    if words.where is Where.TITLE and len(words.words) == 1:
        meant.append(_in_a_name(words.words[0]))
    return meant


def _respelled(words: Phrase) -> Iterator[Phrase]:
    """Yield "stanford uni" for "stanford university", and the like."""
    for at, word in enumerate(words):
        yield from ((*words[:at], other, *words[at + 1 :]) for other in spellings(word))


def _is_within(whole: Phrase) -> Callable[[Phrase], bool]:
    """Return whether what has the whole has a given part anyway."""
    return lambda part: part != whole and any(whole[at : at + len(part)] == part for at in range(len(whole)))


def _in_a_name(word: str) -> Expression:
    """Return what finds "MambaByte" by its part.

    The index keeps parts of titles and of organisations together: so the title is looked at.
    """
    text = "EXISTS (SELECT 1 FROM search_source s WHERE s.item_id = d.item_id AND lower(s.title) LIKE {})"
    return All((Words((word,), Where.PARTS), Sql(text, (f"%{word_stem(word)}%",))))


def _either(meant: Sequence[Expression]) -> Expression:
    """Join what a filter may mean, in such a way that the index finds it, and the rest is looked at."""
    indexed = some_of(*(one.parts[0] if _is_looked_at(one) else one for one in meant))
    looked_at = some_of(*(one.parts[1] if _is_looked_at(one) else one for one in meant))
    assert indexed is not None
    assert looked_at is not None
    return indexed if indexed == looked_at else All((indexed, looked_at))


def _is_looked_at(meant: Expression) -> TypeGuard[All]:
    return isinstance(meant, All) and isinstance(meant.parts[-1], Sql)


def _without_slips(words: Words, archive: Archive) -> Iterator[Phrase]:
    """Yield what the words of a filter were meant to be, the likeliest first."""
    counts = archive.counts([Words((word,), words.where) for word in words.words])
    names = [name[0] for name in organizations() if len(name) == 1 and words.where is Where.ORGANIZATIONS]
    in_archive, in_lexicon = list(words.words), list(words.words)
    for number, (word, count) in enumerate(zip(words.words, counts, strict=True)):
        if count or len(word) < SHORTEST_CORRECTED or not word.isalpha():
            continue
        others = nearest(word, archive.near(word))
        having = archive.counts([Words((other,), words.where) for other in others])
        in_archive[number] = next((one for one, items in zip(others, having, strict=True) if items), word)
        in_lexicon[number] = next(iter(nearest(word, names)), word)
    likely = (tuple(in_archive), tuple(in_lexicon))
    yield from (right for right in dict.fromkeys(likely) if right != words.words)
