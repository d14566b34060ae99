#!/usr/bin/env bash
# Checks a log directory with Go's golang.org/x/mod/sumdb (an implementation of its own of notes, trees and tiles).
#   Tests/interop/tlog.sh DIR     what DIR holds: see tlogcheck/main.go
# Exit codes: 0 all checks passed, 1 a check failed, 2 wrong use, 77 Go or the package is not installed.
set -euo pipefail

if (($# != 1)); then
    echo "usage: Tests/interop/tlog.sh DIR" >&2
    exit 2
fi
directory=$(cd "$1" && pwd)
source=$(cd "$(dirname "$0")" && pwd)/tlogcheck
library=/usr/share/gocode

if ! command -v go >/dev/null || [ ! -d "$library/src/golang.org/x/mod/sumdb/tlog" ]; then
    echo "skipped: needs Go and golang.org/x/mod (apt-get install golang-go golang-golang-x-mod-dev)" >&2
    exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOPATH=$library GO111MODULE=off GOFLAGS=
[ -w "${HOME:-/}" ] && [ -n "${HOME:-}" ] || export GOCACHE=$work/cache
(cd "$source" && go build -o "$work/tlogcheck" main.go)
"$work/tlogcheck" "$directory"
