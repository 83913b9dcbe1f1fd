"""How long it takes to read a network of 20,000 nodes and 300,000 edges."""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from bioripple.formats.read import read
from bioripple.formats.write import write
from bioripple.network.signed import SignedNetwork, signed_network


def main() -> None:
    """Print the best of some times for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--edges", type=int, default=300_000)
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    network = random_network(asked.nodes, asked.edges)
    print("format\tMB\tread [s]\tof it computing [s]")
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("tsv", "sif", "graphml", "json", "cx2"):
            path = Path(folder) / f"network.{ending}"
            write(network, path)
            wall, computing = np.array([seconds(path) for _ in range(asked.times)]).min(
                axis=0
            )
            size = path.stat().st_size / 1024**2
            print(f"{ending}\t{size:.1f}\t{wall:.2f}\t{computing:.2f}")


def random_network(n: int, m: int) -> SignedNetwork:
    """Return a network of n nodes and m edges, drawn at random."""
    draw = np.random.default_rng(20190715)
    pairs = draw.choice(n * n, size=m, replace=False)
    target, source = np.divmod(pairs, n)
    sign = draw.choice(np.array([-1, 1], dtype=np.int8), m)
    return signed_network((f"GENE{k}" for k in range(n)), source, target, sign)


def seconds(path: Path) -> tuple[float, float]:
    """Return wall and processor time of reading a file once [s]."""
    wall, computing = time.perf_counter(), time.process_time()
    read(path)
    return time.perf_counter() - wall, time.process_time() - computing


if __name__ == "__main__":
    main()
