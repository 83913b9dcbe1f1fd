"""Helpers that the rules share; no rules.

Loading this file checks the configuration and the model sheet, before any job.
"""

import os
import re
import sys

from snakemake.exceptions import WorkflowError

ROOT = Path(str(workflow.current_basedir)).parents[1]  # basedir is the first file's
SOURCE = ROOT / "src"
sys.path.insert(0, str(SOURCE))  # scripts inherit it, in environments of their own too

from bioripple.collection import evaluation_sets
from bioripple.datasets import measured_sheet, sheet
from bioripple.experiment import captions, code_digest, config_check, config_files
from bioripple.experiment import config_schema, measured_sets, own_networks, parts
from bioripple.experiment import result_files, sbml_files, trainings

try:
    config_check.check_config(config, config_schema.load_schema("config"))
    config_check.sort_keys(config)
    config_files.check_files(map(Path, workflow.configfiles))
    SHEET = sheet.read_sheet(ROOT / config["models"]["sheet"])
    sheet.check_files(SHEET, source=config["models"]["source"])
    config_check.check_models(config, SHEET, ROOT)
    OWN = own_networks.OwnNetworks(config["predict"], ROOT)
    OWN.check()
    PART = parts.read_part(os.environ)
    PUBLIC = measured_sheet.read_measured_sheet(ROOT / "config/measured.tsv")
    MEASURED = measured_sets.MeasuredSets(
        tuple(config["measured"]["sets"]), PUBLIC, ROOT
    )
    MEASURED.check()
    result_files.check_targets(sys.argv[1:])  # Snakemake itself knows them later
except (config_files.ConfigError, sheet.SheetError) as error:
    raise WorkflowError(str(error)) from None

MODELS = {row.id: row for row in SHEET}
SBML = sbml_files.SbmlFiles(config["models"], MODELS, ROOT)
FILES = result_files.ResultFiles(config, tuple(MODELS))
FILES_OF_PART = result_files.ResultFiles(config, PART.models(tuple(MODELS)))
TRAININGS = trainings.Trainings(config)


# Only for `--sdm conda apptainer`, where conda runs in it; before all rules. Not tested.
container: "docker://condaforge/miniforge3:25.9.1-0"


include: "resources.smk"
include: "hooks.smk"


wildcard_constraints:
    model=sheet.ID_LETTERS,  # which model there is, the sheet says
    graph="full_graph|sparse_graph",
    split="transductive|models|families",
    tier="[a-z_]+",  # ablations have tiers of their own
    variant="|".join(config["ablations"]["variants"]),
    reading="|".join(config["readings"]["variants"]),
    seed=r"\d+",
    network="|".join(map(re.escape, OWN.paths)) or "-",
    measured_set="|".join(map(re.escape, PUBLIC)),
    block=r"\d+",
    blocks=r"\d+",


def step_code(step):
    """Return a digest of the code that a step runs, so that an edit reruns it."""
    script = ROOT / "workflow/scripts" / f"{step}.py"
    return code_digest.code_digest(script, src=SOURCE)


def step_codes(wildcards):
    """Return the same digest for every step that makes results."""
    scripts = sorted((ROOT / "workflow/scripts").glob("*.py"))
    return {path.stem: step_code(path.stem) for path in scripts if path.stem != "test"}


def name_params(rules):
    """Give each rule a param that holds the names of the others with their values.

    To Snakemake the params of two runs are the same if they are the same set of values:
    `epochs: 2, layers: 3` would be no change from `epochs: 3, layers: 2`.
    """
    for each in rules:
        named = {key: part for key, part in each.params.items() if not callable(part)}
        if named:
            each.set_params(named=named)
