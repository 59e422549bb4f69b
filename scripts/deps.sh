#!/usr/bin/env bash
# The one list of Debian packages. usage: deps.sh run|test|bench   (test = run and more; bench = the peers of make bench alone)
# Installs what is missing, nothing when all is there. Needs root or sudo only if something is missing.
set -euo pipefail

run=(
    # build
    gcc g++ libc6-dev make pkg-config gawk gettext scdoc
    libxapian-dev libmicrohttpd-dev libpq-dev libicu-dev libjansson-dev libxml2-dev libcsv-dev libtalloc-dev
    libsodium-dev libinih-dev libkainjow-mustache-dev zlib1g-dev libbrotli-dev libzstd-dev libgoogle-perftools-dev
    # run
    postgresql-15 postgresql-client-15 util-linux procps ca-certificates curl jq
)
tests=(
    git libcmocka-dev postgresql-15-pgtap libtap-parser-sourcehandler-pgtap-perl xapian-tools libxml2-utils
    clang libclang-rt-14-dev clang-format cppcheck pmccabe shellcheck codespell gcovr binutils
    brotli zstd gzip wrk time chromium fonts-ipafont-gothic
)
bench=(groonga-bin groonga-tokenizer-mecab mecab-ipadic-utf8 liblucene8-java default-jdk-headless wrk jq gawk time)

case "${1:-}" in
run) wanted=("${run[@]}") ;;
test) wanted=("${run[@]}" "${tests[@]}") ;;
bench) wanted=("${bench[@]}") ;;
*) echo "usage: deps.sh run|test|bench" >&2; exit 64 ;;
esac
# Node may have come from elsewhere (CI images); Debian's own is 18.
if [ "$1" = test ]; then
    command -v node >/dev/null || wanted+=(nodejs)
    command -v npm >/dev/null || wanted+=(npm)
fi

missing=()
for package in "${wanted[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "missing packages, and neither root nor sudo: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "installing ${#missing[@]} packages: ${missing[*]}"
# Debian's PostgreSQL package would start a cluster of its own on port 5432: this project runs a private one.
if [ ! -e /etc/postgresql-common/createcluster.conf ] && [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1; }
apt update || { tail -n 5 "$log" >&2; echo "apt-get update failed; trying with the lists at hand" >&2; }
apt install -y --no-install-recommends "${missing[@]}" || { tail -n 20 "$log" >&2; exit 1; }
