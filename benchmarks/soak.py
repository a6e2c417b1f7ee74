"""Half an hour of steady work: whether memory, open files or threads grow.

Run: python -m benchmarks.soak [--minutes 30] [--items 10000] [--a-second 4]. The bot is `ainews run`, on
SQLite, on a workspace in this process. A line a minute; the last lines compare the last five minutes with the
five after the first minute, in which caches fill.
"""

import argparse
import itertools
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import Running, load, prepare, running
from benchmarks.search import make_queries
from bot.playground.server import PlaygroundServer


@dataclass(frozen=True)
class Sample:
    """What the process holds. Memory in megabytes."""

    memory: float
    files: int
    threads: int


def look(bot: Running) -> Sample:
    """Take a sample of the bot's process."""
    process = Path(f"/proc/{bot.process.pid}")
    return Sample(
        bot.memory_mb(), len(list((process / "fd").iterdir())), len(list((process / "task").iterdir()))
    )


def soak(bot: Running, *, minutes: float, a_second: float) -> list[Sample]:
    """Let people search, hand in links and ask for help, and look at the process every five seconds."""
    queries = itertools.cycle([query for query, _ in make_queries()])
    numbers = itertools.count()
    done = threading.Event()
    counted = []

    def make(_number: int) -> str:
        number = next(numbers)
        if number % 10 == 0:
            return f"/ainews add https://news-{time.monotonic_ns()}.invalid/"
        return "/ainews help" if number % 10 == 1 else f"/ainews search {next(queries)}"

    def work() -> None:
        while not done.wait(1 / a_second):
            counted.append(len(load(bot, make, commands=1, at_a_time=1).answered))

    thread = threading.Thread(target=work)
    thread.start()
    samples = []
    for second in range(0, int(minutes * 60), 5):
        time.sleep(5)
        samples.append(look(bot))
        if second % 60 == 55:
            print(f"minute {second // 60 + 1}: {samples[-1]}, {len(counted)} commands answered", flush=True)
    done.set()
    thread.join()
    return samples


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--items", type=int, default=10_000)
    options.add_argument("--a-second", type=float, default=4)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/soak.db"
        prepare(url, given.items, PlaygroundServer().workspace.team.id)
        ainews = str(Path(sys.executable).parent / "ainews")
        setting = {"DATABASE_URL": url, "AINEWS_SUBMISSIONS_PER_HOUR": "1000"}
        with running("AI News", [ainews, "run"], http=False, **setting) as bot:
            samples = soak(bot, minutes=given.minutes, a_second=given.a_second)
    early, late = samples[12:72], samples[-60:]
    for name in ("memory", "files", "threads"):
        before = statistics.mean(getattr(sample, name) for sample in early)
        after = statistics.mean(getattr(sample, name) for sample in late)
        print(f"{name}: {before:.1f} early, {after:.1f} late: {after / before:.2f} times")


if __name__ == "__main__":
    main()
