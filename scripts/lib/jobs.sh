# shellcheck shell=bash disable=SC2154
# A pool of two (three fuzzers) for test.sh: each job's output goes to $out/NAME.log; its counts are read from the closing lines
# of cmocka, TAP, node:test and of our own "N passed, N failed[, N skipped]".
# Uses of the script that reads this: $only (pattern), $list, $out (folder of logs).
# A job that exits non-zero without a failed test counts as one failed; one that exits 0 without any count as one passed.

passed=0 failed=0 skipped=0
running=0
names=() commands=()
database_var=''

job() {
    [[ $1 =~ $only ]] || return 0
    if [ "$list" = 1 ]; then echo "$1"; return 0; fi
    names+=("$1")
    shift
    commands+=("$(printf '%q ' "$@")")
}

count_of() { # LOG → "passed failed skipped"
    awk '
        /^\[  PASSED  \] [0-9]+ test/ { p += $4 }
        /^\[  FAILED  \] [0-9]+ test/ { f += $4 }
        /^\[  SKIPPED \] [0-9]+ test/ { s += $4 }
        /^# pass [0-9]+$/ { p += $3 }
        /^# fail [0-9]+$/ { f += $3 }
        /^# skipped [0-9]+$/ { s += $3 }
        match($0, /[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/) {
            n = split(substr($0, RSTART), w, /[ ,]+/)
            p += w[1]; f += w[3]; if (n >= 6) s += w[5]
        }
        END { print p + 0, f + 0, s + 0 }' "$1"
}

settle() { # NAME STATUS SECONDS
    local p f s log=$out/$1.log
    read -r p f s < <(count_of "$log")
    if [ "$2" != 0 ] && [ "$f" = 0 ]; then f=1; fi
    if [ "$2" = 0 ] && [ $((p + f + s)) = 0 ]; then p=1; fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [ "$f" = 0 ] && [ "$2" = 0 ]; then
        printf 'ok    %-44s %5d passed%s  %ds\n' "$1" "$p" "$([ "$s" = 0 ] || echo ", $s skipped")" "$3"
    else
        printf 'FAIL  %-44s %5d passed, %d failed (exit %d)  %ds\n' "$1" "$p" "$f" "$2" "$3"
        tail -n 40 "$log" | sed 's/^/      | /'
    fi
}

start_job() { # INDEX
    local name=${names[$1]} command=${commands[$1]}
    (
        local_started=$SECONDS status=0
        eval "$command" >"$out/$name.log" 2>&1 </dev/null || status=$?
        echo "$name $status $((SECONDS - local_started))" >"$out/$name.done"
    ) &
    running=$((running + 1))
}

# Takes in the jobs that have ended.
reap() {
    local file name status seconds
    for file in "$out"/*.done; do
        [ -e "$file" ] || continue
        read -r name status seconds <"$file"
        rm -f "$file"
        running=$((running - 1))
        settle "$name" "$status" "$seconds"
    done
}

run_phase() {
    local i slots=2
    names=() commands=()
    "phase_$1"
    [ "$list" = 0 ] || return 0
    [ "$1" != build ] || slots=1 # each build uses both cores
    [ "$1" != fuzz ] || slots=3  # their time is fixed: a third one costs the others a few executions, and the run 3 minutes less
    [ "$1" != check ] || start_database
    for i in "${!names[@]}"; do
        while [ "$running" -ge "$slots" ]; do
            wait -n
            reap
        done
        start_job "$i"
    done
    while [ "$running" -gt 0 ]; do
        wait -n
        reap
    done
}

# One private cluster for all store tests; each test makes databases of its own in it.
start_database() {
    [ "${#names[@]}" -gt 0 ] || return 0
    database_var=$out/cluster
    SHIRUBE_VAR=$database_var ./scripts/pg.sh start >"$out/cluster.log" 2>&1 || { cat "$out/cluster.log"; return 1; }
}

with_database() {
    SHIRUBE_TEST_DATABASE=$(SHIRUBE_VAR=$database_var ./scripts/pg.sh conninfo) "$@"
}

# A process and all that it started, the youngest first: a job's shell that is ended leaves its script to run on.
stop_tree() { # PID
    local child children=()
    read -ra children 2>/dev/null <"/proc/$1/task/$1/children" || true
    for child in "${children[@]}"; do stop_tree "$child"; done
    kill "$1" 2>/dev/null || true
}

stop_jobs() {
    local pid
    for pid in $(jobs -p); do stop_tree "$pid"; done
    wait
    [ -z "$database_var" ] || SHIRUBE_VAR=$database_var ./scripts/pg.sh stop >>"$out/cluster.log" 2>&1 || true
    database_var=''
}
