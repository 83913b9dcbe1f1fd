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
extras=learn,workflow,figures,fast # what the experiment needs of pyproject.toml
pause=1 # between two looks at what pip is at [s]
every=10 # lines in a log that nobody watches: one in so many looks

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

pip_install() { # what pip install takes; pip's own words are shown if it fails
    "$folder/bin/python" -m pip install --disable-pip-version-check --progress-bar off \
        "$@" >"$folder/pip.log" 2>&1
}

pins_of() { # the pins in a file here, and in those that it includes
    cat "requirements/$1.txt"
    sed -n 's/^-[rc] //p' "requirements/$1.txt" | while read -r other; do
        cat "requirements/$other"
    done
}

install() { # the name of a file here
    local record=$folder/installed-$1.txt
    [[ $(pins_of "$1") == "$(cat "$record" 2>/dev/null)" ]] && return
    local total
    total=$(pins_of "$1" | grep -c ==)
    echo "Installing up to $total packages of requirements/$1.txt in $folder" \
        "(one to two minutes, once)"
    : >"$folder/pip.log"
    pip_install --requirement "requirements/$1.txt" &
    local installer=$!
    trap 'kill "$installer" 2>/dev/null || true' EXIT # no job of a script gets Ctrl-C
    tell_progress "$installer" "$total"
    wait "$installer" || failed
    trap - EXIT
    pins_of "$1" >"$record"
}

tell_progress() { # process of pip, number of packages
    local looks=1 now said=""
    while kill -0 "$1" 2>/dev/null; do
        now=$(where_pip_is "$2")
        if [[ -t 1 && $now != "$said" ]]; then
            printf '\r\033[K  %s' "$now"
            said=$now
        elif [[ ! -t 1 && $((looks++ % every)) == 0 && $now != "$said" ]]; then
            echo "  $now"
            said=$now
        fi
        sleep "$pause"
    done
    [[ ! -t 1 ]] || printf '\r\033[K'
}

where_pip_is() { # number of packages
    local there
    if grep -q '^Installing collected' "$folder/pip.log"; then
        there=$(find "$folder"/lib/python*/site-packages -maxdepth 1 -name '*.dist-info' \
            | wc -l)
        echo "unpacking: $there in place of about $1"
    else
        there=$(grep -cE '^(Collecting|Requirement already)' "$folder/pip.log" || true)
        echo "fetching: $there of about $1"
    fi
}

failed() {
    echo "install.sh: pip could not do it; the end of $folder/pip.log:" >&2
    grep -v '^WARNING: Location .* is ignored' "$folder/pip.log" | tail -n 20 >&2
    exit 1
}

install_package() { # the code here, in place, and with it the command bioripple
    local record=$folder/installed-bioripple.txt state
    state="$PWD $(cksum <pyproject.toml)"
    [[ $state == "$(cat "$record" 2>/dev/null)" ]] && return
    pip_install --no-index --no-deps --no-build-isolation --editable . || failed
    echo "$state" >"$record"
    echo "bioripple is installed: $folder/bin/bioripple --help"
}

freeze() { # without build tags such as +cpu, which exist on some indexes only
    "$folder/bin/python" -m pip freeze --all --exclude bioripple | sed 's/+[^ ]*$//'
}

write_pins() {
    "$folder/bin/python" -m pip install --quiet --upgrade ".[$extras]"
    freeze >requirements/runtime.txt
    "$folder/bin/python" -m pip install --quiet --upgrade ".[$extras,dev]"
    { echo "-r runtime.txt" && freeze | grep -vxFf requirements/runtime.txt; } \
        >requirements/dev.txt
    rm -rf build "$folder"
}

[[ -z $python || $(version_of "$python") == "$needed" ]] || find_python
make_folder
case $kind in
runtime | dev | slurm)
    install "$kind"
    install_package
    ;;
crosscheck | peers | fuzz | audit | conda | snakemake | site) install "$kind" ;;
pins) write_pins ;;
*) echo "install.sh: unknown kind $kind" >&2 && exit 2 ;;
esac
