"""What is fuzzed: from the bytes of a file to one evaluation of its rates.

Run by `run.py` in a process of its own, with libFuzzer's options on the command line.
An exception other than `Failed` and `Refused` ends the process and is a finding.
"""

import sys

import atheris

with atheris.instrument_imports(include=["bioripple"]):
    import numpy as np

    from bioripple.dynamics.compiled import compile_system
    from bioripple.errors import Failed, Refused
    from bioripple.odes.arrays import from_arrays, to_arrays
    from bioripple.odes.system import build_odes
    from bioripple.sbml.reader import read_sbml
    from bioripple.untrusted.xml import check_xml

from tests.fuzz.mutate import mutate

MAX_NODES = 20_000


def read(content: bytes) -> None:
    """Do with a file what the steps parse_sbml and jacobian begin with."""
    try:
        check_xml(content)
        system = build_odes(read_sbml(content, max_nodes=MAX_NODES))
        arrays = {name: np.asarray(value) for name, value in to_arrays(system).items()}
        system = from_arrays(arrays)
        compiled = compile_system(system, t_end=10.0)
        rates = compiled.rates(0.0, list(system.initial))
        slopes = compiled.jacobian(0.0, list(system.initial))
    except (Failed, Refused):
        return
    count = len(system.states)
    assert len(rates) == count and slopes.shape == (count, count)
    assert all(isinstance(rate, float) for rate in rates)


def main() -> None:
    """Fuzz until libFuzzer's options say stop."""
    np.seterr(all="ignore")
    atheris.Setup(sys.argv, read, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
