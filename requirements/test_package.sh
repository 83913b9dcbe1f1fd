#!/usr/bin/env bash
# Try the package as others install it: test_package.sh [PYTHON]
#
# A copy of the sources is installed in a throw-away environment, with the newest packages
# that pyproject.toml allows; then it is imported, and maps a model.
set -euo pipefail

python=${1:-python3}
model=BIOMD0000000010

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir "$folder/copy" # pip builds beside the sources
cp -R pyproject.toml README.md LICENSE src "$folder/copy"
cp "tests/fixtures/biomodels/$model.xml" "$folder"

"$python" -m venv "$folder/venv"
echo "Installing bioripple for $("$python" --version) in $folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    "$folder/copy"

cd "$folder" # so that nothing of the repository is found
venv/bin/python -c "import bioripple.responses.sensitivity, bioripple.sbml.reader"
venv/bin/bioripple map "$model.xml" --out mapped
status=$(venv/bin/python -c "
import json
print(json.load(open('mapped/models/$model/outcome.json'))['status'])")
# Eight kinases: too few nodes to be scored.
[[ $status == mapped ]] || { echo "$model is $status, expected: mapped" >&2 && exit 1; }
echo "The package works with $("$python" --version)"
