# The scripts: set-up, the demo, the session of the README.

# A copy of the scripts in a path with blanks, with the programs that are built already.
scripts_copy() {
    mkdir "a b"
    cp -r "$root/Network" "a b/Network"
    cd "a b"
    export CHIROGRAPH_BIN=$release_bin TMPDIR="$dir/t t"
    mkdir -p "$TMPDIR"
}
left_nothing() {
    equal "$(ls -A "$TMPDIR")" ""
    if pgrep -f "clrd --data $TMPDIR" >"$dir/.processes"; then broken "processes are left: $(cat "$dir/.processes")"; fi
}

test_the_demo_tells_its_story_twice_at_once_from_a_path_with_blanks() {
    scripts_copy
    ./Network/demo >first.txt 2>&1 &
    local first=$!
    ./Network/demo >second.txt 2>&1 || broken "$(tail -n 20 second.txt)"
    wait "$first" || broken "$(tail -n 20 first.txt)"
    local sentence
    for sentence in "cosigned by at least 3 of the 4 others" "Verified" "(exit code 18)" "exit code 11" "exit code 10" \
        "signed two heads that cannot both be true"; do
        grep -qF "$sentence" first.txt || broken "the demo never said '$sentence'"
    done
    if grep -q $'\e' first.txt; then broken "escape codes in a pipe"; fi
    left_nothing
}

test_an_interrupted_demo_leaves_nothing() {
    scripts_copy
    local signal process
    for signal in INT TERM; do
        # A shell in the background would ignore SIGINT, and hand that on.
        setsid python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' ./Network/demo >demo.txt 2>&1 &
        process=$!
        until grep -qs "know each other" demo.txt; do
            kill -0 "$process" 2>/dev/null || broken "$(cat demo.txt)"
            pause
        done
        kill "-$signal" "$process"
        local code=0
        wait "$process" || code=$?
        equal "$code" 130
        left_nothing
    done
}

test_a_kept_consortium_answers_and_can_be_stopped() {
    scripts_copy
    exits 0 ./Network/demo --keep
    local commands=$out
    # The printed commands work as printed.
    local line
    while read -r line; do
        (eval "$line") >line.txt 2>&1 || broken "$line" "$(cat line.txt)"
    done < <(printf '%s\n' "$commands" | sed -n '/keeps running/,/Stop it/p' | sed -n 's/^  //p' |
        awk '/^export PATH/ { set = $0; next } { print set "; " $0 }')
    eval "$(printf '%s\n' "$commands" | sed -n '/^Stop it/,$p' | tail -n +2)"
    local start
    start=$(now)
    until ! pgrep -f "clrd --data $TMPDIR" >/dev/null; do
        (($(now) - start < deadline)) || broken "nodes still run"
        pause
    done
    equal "$(ls -A "$TMPDIR")" ""
}

test_the_readme_session_works() {
    local session
    session=$(sed -n '/^```console$/,/^```$/s/^\$ //p' "$root/README.md")
    equal "$(printf '%s\n' "$session" | wc -l)" 10
    ln -s "$root/Network" Network
    export CHIROGRAPH_BIN=$release_bin
    printf '%s\n' "$session" | sed "s/127\.0\.0\.1:7401/127.$((RANDOM % 250 + 2)).0.1:7401/" >session.sh
    exits 0 bash -c 'set -e; trap "kill \$(jobs -p)" EXIT; . ./session.sh'
    prints "VERIFIED"
    prints "190 CLRs"
}

# A PATH on which only the named programs exist.
bare_path() {
    local program
    mkdir -p bin
    for program in bash dirname sed head cat grep chmod env "$@"; do ln -sf "$(command -v "$program")" "bin/$program"; done
    PATH=$dir/bin
}
fake() { # name, text of the program
    printf '#!/bin/bash\n%s\n' "$2" >"bin/$1"
    chmod +x "bin/$1"
}

test_missing_libraries_are_named_with_the_command_to_run() {
    bare_path
    fake dpkg-query 'exit 1'
    fake apt-get 'exit 0'
    fake id 'echo 1000'
    unset CHIROGRAPH_BIN
    exits 1 "$root/Network/build"
    complains "sudo apt-get update && sudo apt-get install --yes --no-install-recommends libssl-dev libsodium-dev liblmdb-dev zlib1g-dev pkg-config"
}

test_an_old_or_missing_swift_is_said_clearly() {
    bare_path
    fake dpkg-query 'echo install ok installed'
    unset CHIROGRAPH_BIN
    exits 1 "$root/Network/build"
    complains "Swift is not installed. Chirograph needs Swift 6.2 or newer"
    fake swift 'echo "Swift version 6.1.2 (swift-6.1.2-RELEASE)"'
    exits 1 "$root/Network/build"
    complains "Swift 6.1 is installed; Chirograph needs Swift 6.2 or newer"
}

test_missing_libraries_are_installed_where_that_is_allowed() {
    bare_path
    fake dpkg-query 'exit 1'
    fake apt-get 'echo "$@" >>'"$dir/apt.txt"
    fake id 'echo 0'
    unset CHIROGRAPH_BIN
    exits 1 "$root/Network/build"
    complains "Swift is not installed"
    grep -q "install --yes -qq --no-install-recommends libssl-dev libsodium-dev liblmdb-dev zlib1g-dev pkg-config" apt.txt ||
        broken "$(cat apt.txt)"
}

test_wrong_use_exits_with_2_and_help_shows_examples() {
    exits 2 clr verify
    exits 2 clr nonsense
    exits 2 clr status revoke urn:x --reason 99999
    exits 2 clrd
    exits 2 "$root/Network/demo" --nonsense
    exits 0 clr --help
    local command
    for command in verify issue learner offer credential status claim wallet request present node roster peer ledger \
        bake lint context did debug; do
        exits 0 clr help "$command"
    done
    exits 0 clr help present
    prints "clr present 'chirograph://"
}
