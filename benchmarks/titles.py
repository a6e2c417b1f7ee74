"""From which score on are two titles alike? Prints what `bot/newsroom/similar.py` chose its threshold by.

Run: python -m benchmarks.titles FILE… with newsletters in Markdown; bold words and words in quotes are taken
for titles. Of each title some spellings are made in which the same story is met elsewhere. For each threshold
it prints how many pairs of different stories are suggested wrongly, and what share of the spellings is found.
"""

import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, utils

_TITLE = re.compile(r"\*\*([^*\n]{15,200})\*\*|[“\"]([^”\"\n]{15,200})[”\"]")
_THRESHOLDS = (80, 84, 86, 88, 90, 92, 95)


def read_titles(paths: list[str]) -> list[str]:
    """Titles of all files, each once."""
    found = [
        (bold or quoted).strip()
        for path in paths
        for bold, quoted in _TITLE.findall(Path(path).read_text("utf-8"))
    ]
    return sorted({title for title in found if any(letter.isalpha() for letter in title)})


def spellings(title: str) -> Iterator[str]:
    """How other pages write the same title."""
    words = title.split()
    yield title.upper()
    yield title.replace(":", " –").replace("-", " ")
    yield f"{title}."
    yield " ".join([*words[1:], words[0]])
    if "Large Language Models" in title:
        yield title.replace("Large Language Models", "LLMs")
    if len(words) > 7:
        yield " ".join(words[:-1])


def score(one: str, other: str) -> float:
    return float(fuzz.token_sort_ratio(one, other, processor=utils.default_process))


def main(paths: list[str]) -> None:
    titles = read_titles(paths)
    pairs = list(itertools.combinations(titles, 2))
    different = [score(*pair) for pair in pairs]
    same = [score(title, other) for title in titles for other in spellings(title)]
    print(f"{len(titles)} titles, {len(pairs):,} pairs of different stories, {len(same)} spellings of one")
    print("threshold  wrongly suggested  spellings found")
    for threshold in _THRESHOLDS:
        wrong = sum(found >= threshold for found in different)
        right = sum(found >= threshold for found in same) / len(same)
        print(f"{threshold:>9}  {wrong:>17}  {right:>15.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
