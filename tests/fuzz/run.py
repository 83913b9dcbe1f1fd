"""Fuzz the parser for some minutes: `make fuzz`.

libSBML is C++ and may crash, which in the product ends a guarded child and not the run.
So libFuzzer runs in a child here, and starts again after a crash. Exceptions of ours
are findings and end with exit status 1; crashes of libSBML and inputs that are too slow
or too large are counted apart. All of them are kept.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.corpus import write_corpus

ROOT = Path(__file__).parents[2]
INPUT_SECONDS = 20
INPUT_MB = 2048
MAX_BYTES = 50_000
MAX_CRASHES = 200


def fuzz(folder: Path, *, minutes: float, seed: int) -> tuple[int, Counter[str]]:
    """Run libFuzzer until the time is up.

    Parameters
    ----------
    folder
        Holds the folders `corpus`, which grows, and `crashes`.
    minutes
        How long in total.
    seed
        Of the first child; each further one counts one up.

    Returns
    -------
    int
        How many inputs were tried.
    Counter
        How many children ended how.
    """
    corpus, crashes = folder / "corpus", folder / "crashes"
    write_corpus(corpus)
    crashes.mkdir(exist_ok=True)
    end = time.monotonic() + 60 * minutes
    tried, endings = 0, Counter[str]()
    while (left := int(end - time.monotonic())) > 0 and sum(endings.values()) < (
        MAX_CRASHES
    ):
        log = folder / f"libfuzzer-{seed}.log"
        run_child(corpus, crashes, log, seconds=left, seed=seed)
        text = log.read_text(errors="replace")
        counts = [int(number) for number in re.findall(r"^#(\d+)\s", text, re.M)]
        tried += max(counts, default=0)
        ending = classify(text)
        print(f"seed {seed}: {max(counts, default=0)} inputs, {ending}", flush=True)
        if ending != "time is up":
            endings[ending] += 1
        seed += 1
    return tried, endings


def run_child(
    corpus: Path, crashes: Path, log: Path, *, seconds: int, seed: int
) -> None:
    """Run libFuzzer until it finds something or the seconds are over."""
    options = {
        "max_total_time": seconds,
        "timeout": INPUT_SECONDS,
        "rss_limit_mb": INPUT_MB,
        "max_len": MAX_BYTES,
        "seed": seed,
        "print_final_stats": 1,
        "artifact_prefix": f"{crashes}/",
    }
    command = [sys.executable, "-m", "tests.fuzz.target", str(corpus)]
    command += [f"-{name}={value}" for name, value in options.items()]
    with log.open("wb") as stream:
        subprocess.run(
            command,
            stdout=stream,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
            check=False,
        )


def classify(text: str) -> str:
    """Say in a few words how libFuzzer ended."""
    if "Uncaught Python exception" in text:
        lines = text.split("Uncaught Python exception")[1].splitlines()
        named = [line for line in lines if re.match(r"\w*(Error|Exception)\b", line)]
        return f"finding: {named[0][:100] if named else 'an exception'}"
    for words, ending in (
        ("ERROR: libFuzzer: timeout", "too slow"),
        ("ERROR: libFuzzer: out-of-memory", "too large"),
        ("ERROR: libFuzzer: deadly signal", "a crash in C"),
        ("stack-overflow", "a crash in C"),
    ):
        if words in text:
            return ending
    return "time is up" if "DONE" in text or "Done " in text else "an odd ending"


def main() -> None:
    """Fuzz, and say what came of it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"))
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    tried, endings = fuzz(folder, minutes=chosen.minutes, seed=chosen.seed)
    print(f"{tried} inputs tried in {chosen.minutes:g} minutes; {dict(endings)}")
    print(f"what ended a child is in {folder / 'crashes'}")
    if tried == 0 or any(ending.startswith("finding") for ending in endings):
        sys.exit(1)


if __name__ == "__main__":
    main()
