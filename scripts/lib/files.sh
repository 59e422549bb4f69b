# shellcheck shell=bash
# Source files of the project: what git tracks, or everything where there is no git (a tarball).
# usage: . scripts/lib/files.sh; sources PATTERN...
sources() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- "$@" | sort -u
    else
        for pattern; do find . -path ./build -prune -o -path ./var -prune -o -name node_modules -prune -o \
            -type f -path "./$pattern" -print | sed 's|^\./||'; done | sort -u
    fi | while IFS= read -r f; do [ ! -e "$f" ] || printf '%s\n' "$f"; done
}
