#!/usr/bin/env bash
# The pages in a real browser: pages.test.mjs against a server of its own. SCREENS=FOLDER keeps a picture of every page.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
skip() {
    echo "SKIPPED: the pages in a browser: $1"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
}
CHROMIUM=$(command -v chromium) || skip "no chromium"
if [ ! -d tests/web/node_modules ] && ! (cd tests/web && npm ci --ignore-scripts --no-audit --no-fund >"$SHIRUBE_VAR/npm.log" 2>&1); then
    rm -rf tests/web/node_modules
    skip "their packages cannot be had here: $(grep -m 1 -E 'ERR!.*(errno|code|request)' "$SHIRUBE_VAR/npm.log")"
fi
export SHIRUBE_LISTEN=127.0.0.1:0 CHROMIUM
world_start
"$bin/shirube-sample" -n 600 | "$bin/shirube-import" - >/dev/null 2>&1
"$bin/shirube-indexer" run --once >>"$SHIRUBE_VAR/programs.log" 2>&1
start_api "$SHIRUBE_VAR/api.log"
export API="http://$address"
[ -z "${SCREENS:-}" ] || mkdir -p "$SCREENS"
timeout 300 node --test --test-reporter=tap tests/web/pages.test.mjs >"$SHIRUBE_VAR/node.log" 2>&1 || grep -vE '^ *(duration_ms|type|\.\.\.|---)' "$SHIRUBE_VAR/node.log" | head -n 80
grep -E '^(ok|not ok) ' "$SHIRUBE_VAR/node.log" | sed 's/^ok [0-9]* - /ok: /; s/^not ok [0-9]* - /FAILED: /'
count() { sed -n "s/^# $1 //p" "$SHIRUBE_VAR/node.log" | grep . || echo 0; }
passed=$((passed + $(count pass))) failed=$((failed + $(count fail) + $(count cancelled)))
check "all tests ran to their end" [ "$(count tests)" -ge 7 ]
world_end
