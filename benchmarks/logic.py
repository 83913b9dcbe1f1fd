"""Time what mutations do to Boolean models, beside MaBoSS, and compare the answers.

`python benchmarks/logic.py MODEL.bnet ...` prints a line for each model. MaBoSS
simulates the same process, each mutant in a run of its own; where there are many, some
are run and their time is multiplied.
"""

import argparse
import importlib
import time
from pathlib import Path
from typing import Any

import numpy as np

from bioripple.arrays import Floats
from bioripple.formats.functions import read_boolean
from bioripple.network.boolean import (
    AND,
    FALSE,
    IFF,
    IMPLIES,
    NOT,
    OR,
    TRUE,
    XOR,
    BooleanModel,
    Function,
)
from bioripple.responses.logical import logical_responses

SAMPLES, T_END = 1000, 100.0  # trajectories of MaBoSS, and their length
MOST = 20  # mutants that it runs
MODULES = {64: "cmaboss", 128: "cmaboss_128n", 256: "cmaboss_256n", 512: "cmaboss_512n"}
WORDS = {AND: "({} & {})", OR: "({} | {})", XOR: "({} ^ {})"}
WORDS |= {IMPLIES: "(!{} | {})", IFF: "(!({} ^ {}))"}


def formula(function: Function, node: int) -> str:
    """Return a function as MaBoSS writes it; a free input keeps its value."""
    stack: list[str] = []
    for step in function or (node,):
        if step >= 0:
            stack.append(f"n{step}")
        elif step in (TRUE, FALSE):
            stack.append("1" if step == TRUE else "0")
        elif step == NOT:
            stack.append(f"(!{stack.pop()})")
        else:
            second = stack.pop()
            stack.append(WORDS[step].format(stack.pop(), second))
    return stack[0]


def shares_on(
    program: Any, model: BooleanModel, held: dict[int, bool], seed: int
) -> Floats:
    """Return how often nodes are on in the second half of MaBoSS' time, shape (n,)."""
    nodes, start = [], []
    for k, function in enumerate(model.functions):
        logic = str(int(held[k])) if k in held else formula(function, k)
        rates = "rate_up = @logic ? 1 : 0; rate_down = @logic ? 0 : 1;"
        nodes.append(f"node n{k} {{ logic = {logic}; {rates} }}")
        here = f"n{k}.istate = {int(held[k])};" if k in held else ""
        start.append(here or f"[n{k}].istate = 0.5 [0], 0.5 [1];")
    start.append(
        f"sample_count = {SAMPLES}; max_time = {T_END}; time_tick = {T_END / 2}; "
        f"discrete_time = 0; use_physrandgen = 0; seed_pseudorandom = {seed}; "
        "thread_count = 1; statdist_traj_count = 0;"
    )
    ran = program.MaBoSSSim(
        network_str="\n".join(nodes), config_str="\n".join(start)
    ).run()
    values, _, names, _ = ran.get_last_nodes_probtraj()
    found = np.zeros(len(model.nodes))
    found[[int(name[1:]) for name in names]] = values[0]
    return found


def compare(path: Path) -> str:
    """Return the line of a model."""
    model = read_boolean(path)
    n = len(model.nodes)
    program = importlib.import_module(next(it for k, it in MODULES.items() if n < k))
    begin = time.perf_counter()
    ours = logical_responses(model)
    took = time.perf_counter() - begin
    begin = time.perf_counter()
    plain = shares_on(program, model, {}, 1)
    chosen = np.linspace(0, n - 1, min(n, MOST)).astype(int).tolist()
    theirs = [shares_on(program, model, {j: True}, 2 + j) - plain for j in chosen]
    each = (time.perf_counter() - begin) / (1 + len(chosen))
    mine = ours.change["forced_on"][:, chosen].T
    error = np.hypot(ours.error["forced_on"][:, chosen].T, np.sqrt(0.5 / SAMPLES))
    off = np.abs(np.array(theirs) - mine)
    silent = mine == 0.0
    noise = np.abs(np.array(theirs)[silent])
    return (
        f"{path.stem}\t{n}\t{took:.1f}\t{each * (1 + 2 * n):.1f}\t{off.max():.3f}\t"
        f"{np.nanmax(off / error):.1f}\t{ours.error['forced_on'].max():.4f}\t"
        f"{np.sqrt(0.5 / SAMPLES):.4f}\t{np.mean(noise > 0.0):.2f}"
    )


def main() -> None:
    """Compare all models that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+", metavar="MODEL")
    print(
        "model\tnodes\tours [s]\tMaBoSS [s]\tlargest difference\tin standard errors\t"
        "our largest error\tits largest\tits responses not 0 where ours are"
    )
    for path in parser.parse_args().models:
        print(compare(path), flush=True)


if __name__ == "__main__":
    main()
