# shellcheck shell=bash
# What the quality tests share. usage: . tests/quality/bars.sh; then quality_start DATA; check …; quality_end
passed=0 failed=0 work=''

# Ends the test, counted as skipped, where the reference data or python3 is absent; else makes $work.
quality_start() { # FILE OR FOLDER
    if [ ! -e "$1" ] || ! command -v python3 >/dev/null; then
        echo "SKIPPED: $1 or python3 is not here"
        echo "0 passed, 0 failed, 1 skipped"
        exit 0
    fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
}

check() { # what, VALUE, at least|at most, BAR
    if awk -v v="$2" -v b="$4" -v how="$3" 'BEGIN { exit !(v != "" && (how == "at least" ? v >= b : v <= b)) }'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1 is $2, $3 $4 was asked"
    fi
}

number() { # the number behind the words $1 in file $2
    sed -n "s/.*$1 \([0-9.]*\).*/\1/p" "$2" | tail -n 1
}

quality_end() {
    echo "$passed passed, $failed failed, 0 skipped"
    [ "$failed" = 0 ]
}
