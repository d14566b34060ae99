# Sourced by Network/demo and the script tests: a consortium of processes in $work. Needs $release_bin.

members=(college riverton prairie lakeside employer)
others_than_lakeside=(college riverton prairie employer)
declare -A pid_of=()
passphrase="correct horse battery staple"

now() { printf '%s' "${EPOCHREALTIME/[.,]/}"; }
milliseconds() {
    local us=$(($2 - $1))
    if ((us < 10000000)); then printf '%d ms' $((us / 1000)); else printf '%d.%d s' $((us / 1000000)) $((us / 100000 % 10)); fi
}
fail() {
    say "FAILED: $1"
    [ -n "${2:-}" ] && sed 's/^/    /' "$2" >&2
    exit 1
}
clr() { "$release_bin/clr" "$@"; }
rogue() { "$release_bin/rogue" "$@"; }
clr_of() {
    local name=$1
    shift
    clr "$@" --data "$work/$name"
}
with_passphrase() {
    local name=$1
    shift
    clr "$@" --data "$work/$name" --passphrase-fd 3 3<<<"$passphrase"
}
quietly() {
    "$@" >"$work/last.txt" 2>&1 || fail "$*" "$work/last.txt"
}
# First string member of that name in pretty-printed JSON.
field() { sed -n 's/^ *"'"$1"'": "\(.*\)",\{0,1\}$/\1/p' | head -n 1; }
# The id of the first nested credential in `credential list --json`.
nested_id() { tr -d '\n' | grep -o '{[^{}]*"AchievementCredential"[^{}]*}' | head -n 1 | grep -o '"id": *"[^"]*"' | sed 's/.*: *"\(.*\)"/\1/'; }

# Every run has a loopback network of its own, so that runs side by side do not meet.
network="127.$((RANDOM % 250 + 2)).$((RANDOM % 250 + 2))"
address_of() {
    local index
    for index in "${!members[@]}"; do [ "${members[$index]}" = "$1" ] && echo "$network.$((index + 1)):7401"; done
}

make_node() { # name, display name
    local name=$1
    quietly clr node init "$work/$name" --role institution --name "$name" --listen "$(address_of "$name")" \
        --origin "midwest.example/$name" --display-name "$2" --did "did:web:$name.example" \
        --status-base "https://$name.example/status"
}

make_consortium() {
    make_node college "State College"
    make_node riverton "Riverton Institute"
    make_node prairie "Prairie University"
    make_node lakeside "Lakeside Academy"
    quietly clr node init "$work/employer" --role mirror --name employer --listen "$(address_of employer)"
    local cards=() name
    for name in "${members[@]}"; do
        clr node card "$work/$name" >"$work/$name.card.json"
        cards+=(--card "$work/$name.card.json")
    done
    clr roster create --consortium midwest.example --quorum 3 "${cards[@]}" >"$work/roster.json"
    for name in "${members[@]}"; do
        clr_of "$name" roster sign "$work/roster.json" >"$work/roster.next.json"
        mv "$work/roster.next.json" "$work/roster.json"
    done
    for name in "${members[@]}"; do quietly clr_of "$name" roster install "$work/roster.json"; done
}

make_wallet() {
    quietly clr node init "$work/$1" --role wallet --name "$1"
    quietly clr_of "$1" roster install "$work/roster.json"
    start "$1"
    quietly with_passphrase "$1" wallet init
}

start() {
    "$release_bin/clrd" --data "$work/$1" >>"$work/$1.log" 2>&1 &
    pid_of[$1]=$!
    clr_of "$1" node wait || fail "the node $1 did not start" "$work/$1.log"
}
stop() {
    local pid=${pid_of[$1]:-}
    [ -n "$pid" ] || return 0
    unset "pid_of[$1]"
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}
stop_all() {
    local name
    for name in "${!pid_of[@]}"; do kill "${pid_of[$name]}" 2>/dev/null || true; done
    for name in "${!pid_of[@]}"; do wait "${pid_of[$name]}" 2>/dev/null || true; done
    pid_of=()
}

# Tries a command until `condition` holds, 30 seconds at most.
deadline=30000000
pause() { read -rt 0.02 <> <(:) || true; }
until_output() { # pattern that must appear, pattern that must not (or empty), command
    local wanted=$1 unwanted=$2 start
    shift 2
    start=$(now)
    until "$@" >"$work/last.txt" 2>&1 && grep -q "$wanted" "$work/last.txt" &&
        { [ -z "$unwanted" ] || ! grep -q "$unwanted" "$work/last.txt"; }; do
        (($(now) - start < deadline)) || fail "'$*' never showed $wanted" "$work/last.txt"
        pause
    done
}
until_code() { # exit code, command
    local wanted=$1 start code
    shift
    start=$(now)
    while :; do
        code=0
        "$@" >"$work/last.txt" 2>&1 || code=$?
        ((code == wanted)) && return
        (($(now) - start < deadline)) || fail "'$*' gave $code, never $wanted" "$work/last.txt"
        pause
    done
}
expect() { # exit code, command
    local wanted=$1 code=0
    shift
    "$@" >"$work/last.txt" 2>&1 || code=$?
    ((code == wanted)) || fail "'$*' gave $code instead of $wanted" "$work/last.txt"
}
until_fresh() { until_output '"stale": 0' "" clr_of "$1" wallet refresh --json; }

# Every running member shows the same heads, each with a quorum.
heads_of() { clr_of "$1" ledger head --json | grep -E '"(origin|size|root|quorum)"' | tr -d '\n'; }
wait_for_agreement() {
    local start name first other
    start=$(now)
    while :; do
        first=$(heads_of "${members[0]}")
        other=""
        for name in "${members[@]:1}"; do [ "$(heads_of "$name")" = "$first" ] || other=$name; done
        if [ -z "$other" ] && [[ $first != *'"quorum": "no"'* && $first != *'"quorum": false'* ]]; then return; fi
        (($(now) - start < deadline)) || fail "$other never agreed with ${members[0]} on all heads, cosigned by a quorum"
        pause
    done
}

# Changes one letter inside a signed string of a credential.
alter_byte() { LC_ALL=C sed '0,/"creditsEarned": [0-9.]*/s/\("creditsEarned": \)[0-9]/\17/' "$1" >"$2"; cmp -s "$1" "$2" && fail "nothing was altered"; return 0; }
