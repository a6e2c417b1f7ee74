"""How long an issue takes from queue to messages: composing and rendering, beside encoding them as JSON.

    python benchmarks/compose.py [ITEMS]

The target for 60 items is 30 ms. The ratio to the JSON encoder's time says more than the milliseconds do,
since both run on the same machine at the same moment.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from bot.issues.compose import compose
from bot.issues.render import render
from bot.models.values import Item, ItemState, Kind, Link, Part, Publication
from bot.paths import data_folder
from bot.templating import Templates

ON = date(2024, 1, 28)
PUBLICATION = Publication(id=1, name="Weekly AI News", timezone="Europe/Paris")
ROUNDS = 30


def make_item(number: int) -> Item:
    """A paper of usual length: a summary of seven sentences, 1,100 characters."""
    sentence = (
        "In this study, item {} of {} looks at the representations that denoising diffusion models "
        "learn when they are taken apart, step by step, towards a classical autoencoder."
    )
    kinds = list(Kind)
    return Item(
        id=number,
        title=f"Deconstructing number {number}: what diffusion models learn by themselves",
        links=(Link(url=f"https://arxiv.org/abs/2401.{number:05}", label="paper"),),
        organizations=("Meta", "NYU"),
        kind=kinds[number % len(kinds)],
        published_on=ON - timedelta(days=number % 12),
        summary=" ".join(sentence.format(number, count) for count in range(7)),
        tags=("diffusion",),
        note="",
        submitted_by=f"U012345{number % 7}",
        submitted_at=datetime(2024, 1, 26, 12, tzinfo=UTC),
        state=ItemState.ACTIVE,
        votes=number % 4,
    )


def milliseconds(work: Callable[[int], object]) -> float:
    """The median of `ROUNDS` runs; each gets its number, so that nothing is remembered from the last."""
    taken = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def main() -> None:
    """Measure and print one line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    templates = Templates(data_folder("templates"))
    queues = [[make_item(start * count + n) for n in range(count)] for start in range(ROUNDS)]

    def issue(number: int) -> tuple[Part, ...]:
        return render(compose(queues[number], publication=PUBLICATION, on=ON), templates)

    payloads = [part.as_json() for part in issue(0)]
    ours = milliseconds(issue)
    beside = milliseconds(lambda _: json.dumps(payloads))
    print(
        f"{count} items: composed and rendered in {ours:.1f} ms "
        f"({ours / count:.2f} ms an item); encoding as JSON takes {beside:.2f} ms, ratio {ours / beside:.0f}"
    )


if __name__ == "__main__":
    main()
