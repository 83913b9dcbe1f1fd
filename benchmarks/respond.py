"""Time answers on signed graphs of growing size, beside other programs, in one process.

`python benchmarks/respond.py [--quick] [--page FILE.md]` draws directed graphs with 15
edges a node and both signs, writes and reads them, and answers for one source and for
blocks of them. On the same graphs scikit-network, networkx and igraph compute a
personalised PageRank, multiXrank a random walk with restart, which is the same, and
numpy the dense inverse of SFA. Times are of the processor, best of three [s], so that
other work on the machine hardly counts; where a program is not installed its column is
empty. `--all` streams all sources of the largest graph to disk as well.
"""

import argparse
import importlib.util
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from respond_peers import PEERS, peers

from bioripple.answers.answer import respond
from bioripple.answers.reverse import reverse
from bioripple.answers.solve import System
from bioripple.answers.stream import respond_from_all
from bioripple.formats.read import read
from bioripple.formats.write import write
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.predictors.propagating import DYNAMO, passing
from bioripple.runtime.files import write_text
from bioripple.runtime.markdown import table_lines
from bioripple.vocabulary import LEARNED_WIRING

SIZES, QUICK = (1_250, 2_500, 5_000, 10_000, 20_000), (1_250, 5_000)
EDGES_PER_NODE = 15
METHOD = DYNAMO
BLOCK, REPEATS = 64, 3
OURS = (
    "read TSV",
    "read GraphML",
    "prepare",
    "one source",
    "table of one",
    "reverse",
    "a source in a block",
    "table of one, learned",
    "a source in a block, learned",
)


class Enough(Exception):
    """So many sources are enough to know how long one takes."""


@dataclass
class Row:
    """Times on one graph [s], and the memory that it took up to there [MB]."""

    nodes: int
    edges: int
    seconds: dict[str, float] = field(default_factory=dict)
    memory: float = 0.0


def draw(nodes: int, *, seed: int) -> SignedNetwork:
    """Draw a directed graph with both signs."""
    rng = np.random.default_rng(seed)
    pairs = np.unique(rng.integers(0, nodes * nodes, nodes * EDGES_PER_NODE))
    sign = rng.choice(np.array([-1, 1], dtype=np.int8), len(pairs))
    names = [f"gene_{k}" for k in range(nodes)]
    return signed_network(names, pairs % nodes, pairs // nodes, sign)


def best(call: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """Return the shortest of some times of the processor [s]."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return min(found)


def time_ours(network: SignedNetwork, folder: Path) -> dict[str, float]:
    """Time what `bioripple respond` does."""
    table, graph = folder / "network.tsv", folder / "network.graphml"
    for path in (table, graph):
        write(network, path)
    system = System(passing(METHOD, network).members[0])
    node = network.nodes[0]
    one, block = (np.zeros((network.size, k)) for k in (1, BLOCK))
    for added in (one, block):
        added[np.arange(added.shape[1]), np.arange(added.shape[1])] = 0.1
    system.solve(one)  # factorises, where it does
    ask = partial(respond, network, {node: -1.0}, robustness=0, top=100)
    return {
        "read TSV": best(lambda: read(table)),
        "read GraphML": best(lambda: read(graph)),
        "prepare": best(lambda: System(passing(METHOD, network).members[0])),
        "one source": best(lambda: system.solve(one)),
        "table of one": best(lambda: ask(predictor=METHOD)),
        "reverse": best(lambda: reverse(network, node, predictor=METHOD, top=100)),
        "a source in a block": stream_some(network, folder / "some", METHOD),
        "table of one, learned": best(lambda: ask(predictor=LEARNED_WIRING)),
        "a source in a block, learned": stream_some(
            network, folder / "learned", LEARNED_WIRING
        ),
    }


def stream_some(
    network: SignedNetwork, folder: Path, predictor: str, *, most: int = 10 * BLOCK
) -> float:
    """Return the time that a source takes of all that are streamed to disk."""
    start, enough = time.process_time(), min(network.size, most)

    def told(done: int, of: int) -> None:
        if done >= enough:
            raise Enough

    with suppress(Enough):
        respond_from_all(network, folder, sha256="", predictor=predictor, told=told)
    return (time.process_time() - start) / enough


def time_peers(network: SignedNetwork, folder: Path) -> dict[str, float]:
    """Time other programs on the same graph, the quick ones more than once."""
    return {
        name: best(call, repeats=REPEATS if name == PEERS[0] else 1)
        for name, call in peers(network, folder).items()
    }


def memory_mb() -> float:
    """Return the largest memory of this process up to now [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(sizes: tuple[int, ...]) -> list[Row]:
    """Measure graphs of some sizes; ours first, so that memory is ours."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            network = draw(size, seed=size)
            folder = Path(name) / str(size)
            folder.mkdir()
            seconds = time_ours(network, folder)
            rows.append(Row(size, network.n_edges, seconds, memory_mb()))
        for row in rows:
            folder = Path(name) / f"peers-{row.nodes}"
            folder.mkdir()
            row.seconds |= time_peers(draw(row.nodes, seed=row.nodes), folder)
    return rows


def page(rows: list[Row], command: str, all_seconds: float | None) -> str:
    """Return what was measured as Markdown."""
    columns = ("nodes", "edges", *OURS, *PEERS, "memory")
    lines = [
        [
            f"{row.nodes:,}",
            f"{row.edges:,}",
            *(shown(row.seconds.get(name)) for name in (*OURS, *PEERS)),
            f"{row.memory:.0f} MB",
        ]
        for row in rows
    ]
    last = rows[-1]
    ratios = [
        f"{name} {last.seconds[name] / last.seconds['one source']:.1f}"
        for name in PEERS
        if name in last.seconds
    ]
    whole, learned = (
        last.nodes * last.seconds[f"a source in a block{name}"] / 60
        for name in ("", ", learned")
    )
    told = [
        f"All {last.nodes:,} sources of the largest, by its blocks: {whole:.1f} "
        f"minutes; by what ships, {learned:.1f}."
    ]
    if all_seconds is not None:
        told.append(f"Streamed for real: {all_seconds / 60:.1f} minutes.")
    return "\n".join(
        [
            "# Answers on signed graphs",
            "",
            f"By `{command}`, Python {platform.python_version()}; processor time, one "
            "thread, on a machine that did other things, too.",
            "",
            *table_lines(columns, lines),
            "",
            "*prepare*: W from the network. *one source*: the solve, residual checked. "
            "*table of one*: with ranks, distances, relations and baseline. *a source "
            "in a block*: of all sources, top 100 each, streamed to disk. *learned*: "
            "by what ships, five networks, features of edges included. The graph "
            "libraries know no signs: theirs is a PageRank with damping .9 (within "
            "1e-10 where they take a tolerance), which takes more steps to converge; "
            "multiXrank makes its matrix anew for each walk.",
            "",
            f"Times of others over that of one source at {last.nodes:,} nodes: "
            f"{', '.join(ratios) or 'none is installed'}.",
            "",
            *told,
            "",
            "![How times grow](respond.svg)",
            "",
        ]
    )


def draw_growth(path: Path, rows: list[Row]) -> None:
    """Draw how times grow with the graph, if matplotlib is installed."""
    if not importlib.util.find_spec("matplotlib"):
        return
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "respond"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    for name in (*OURS, *PEERS):
        points = [(r.nodes, r.seconds[name]) for r in rows if name in r.seconds]
        if points:
            style = "o--" if name in PEERS else "o-"
            axes.loglog(*zip(*points, strict=True), style, label=name, markersize=3)
    axes.set(xlabel=f"nodes ({EDGES_PER_NODE} edges each)", ylabel="time [s]")
    figure.legend(loc="outside right upper", fontsize="small")
    figure.savefig(path, metadata={"Date": None})


def shown(seconds: float | None) -> str:
    """Return a time with its unit; empty if there is none."""
    if seconds is None:
        return ""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def main() -> None:
    """Measure, print, and write the page if one is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two sizes only")
    parser.add_argument("--all", action="store_true", help="stream all sources, too")
    parser.add_argument("--page", type=Path, help="Markdown to write")
    options = parser.parse_args()
    rows = measure(QUICK if options.quick else SIZES)
    all_seconds = None
    if options.all:
        network = draw(rows[-1].nodes, seed=rows[-1].nodes)
        with tempfile.TemporaryDirectory() as name:
            start = time.process_time()
            respond_from_all(network, Path(name), sha256="", predictor=METHOD)
            all_seconds = time.process_time() - start
    arguments = " ".join(
        name
        for name, is_asked in (("--quick", options.quick), ("--all", options.all))
        if is_asked
    )
    command = "make bench-respond" + (f' ARGS="{arguments}"' if arguments else "")
    text = page(rows, command, all_seconds)
    print(text)
    if options.page:
        write_text(options.page, text)
        draw_growth(options.page.with_suffix(".svg"), rows)


if __name__ == "__main__":
    main()
