#!/usr/bin/env bash
# Set up the virtual environment: install.sh KIND FOLDER [PYTHON]
#
# KIND is pins, which writes the pins anew, or the name of a file here without .txt.
#
# A copy of the pins that were installed lies in FOLDER, so that nothing is done where
# they are still the same.
set -euo pipefail

kind=$1 folder=$2 python=${3:-}
needed=3.11

version_of() { # prints nothing if the interpreter does not run
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true
}

find_python() {
    local candidate found=""
    for candidate in ${python:-python3.11 python3 python}; do
        local version
        version=$(version_of "$candidate")
        if [[ $version == "$needed" ]]; then
            command -v "$candidate"
            return
        fi
        [[ -n $version ]] && found+="${found:+, }$candidate is $version"
    done
    echo "bioripple needs Python $needed (found: ${found:-none}): install it, or say" \
        "where it is with PYTHON=/path/to/python$needed" >&2
    exit 1
}

make_folder() {
    [[ $(version_of "$folder/bin/python") == "$needed" ]] && return
    local interpreter
    interpreter=$(find_python)
    echo "Setting up Python $needed in $folder"
    "$interpreter" -m venv --clear "$folder"
}

install() { # the name of a file here
    local pins=requirements/$1.txt
    cmp -s "$pins" "$folder/installed-$1.txt" && return
    echo "Installing the packages of $pins in $folder (about a minute, once)"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement "$pins"
    cp "$pins" "$folder/installed-$1.txt"
}

freeze() { # without build tags such as +cpu, which exist on some indexes only
    "$folder/bin/python" -m pip freeze --all --exclude bioripple | sed 's/+[^ ]*$//'
}

write_pins() {
    "$folder/bin/python" -m pip install --quiet --upgrade .
    freeze >requirements/runtime.txt
    "$folder/bin/python" -m pip install --quiet --upgrade '.[dev]'
    { echo "-r runtime.txt" && freeze | grep -vxFf requirements/runtime.txt; } \
        >requirements/dev.txt
    rm -rf build "$folder"
}

[[ -z $python || $(version_of "$python") == "$needed" ]] || find_python
make_folder
case $kind in
runtime | dev | crosscheck | fuzz | audit | conda | slurm | snakemake) install "$kind" ;;
pins) write_pins ;;
*) echo "install.sh: unknown kind $kind" >&2 && exit 2 ;;
esac
