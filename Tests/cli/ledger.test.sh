# Logs as files, and checking them.

test_a_log_is_exported_and_audited_from_the_node_and_from_its_files() {
    college_issued
    wait_for_confirmed college
    exits 0 clr_of employer ledger audit midwest.example/college
    prints "The log is sound"
    prints "issuance"
    exits 0 clr_of employer ledger export midwest.example/college "$dir/log"
    prints "Cosigners of the checkpoint"
    # For a web server of another user.
    equal "$(stat -c %a "$dir/log/tile/0")" 755
    exits 0 clr ledger audit "$dir/log" --roster "$work/roster.json"
    prints "The log is sound"
    exits 0 clr ledger audit "$dir/log" --roster "$work/roster.json" --json
    [[ $(tr -d '\n ' <"$dir/.out") == *'"origin":"midwest.example/college"'*'"quorum":true'* ]] || broken "$out"
    # The same again changes nothing that is full, and the result is sound.
    exits 0 clr_of employer ledger export midwest.example/college "$dir/log"
    exits 0 clr ledger audit "$dir/log" --roster "$work/roster.json"
}

test_a_changed_byte_of_an_exported_log_is_named() {
    college_issued
    wait_for_confirmed college
    exits 0 clr_of college ledger export midwest.example/college "$dir/log"
    local tile
    tile=$(cd "$dir/log" && find tile/0 -type f | head -n 1)
    printf '\x00' | dd of="$dir/log/$tile" bs=1 seek=7 conv=notrunc status=none
    exits 10 clr ledger audit "$dir/log" --roster "$work/roster.json"
    complains "$tile, byte"
    rm "$dir/log/$tile"
    exits 1 clr ledger audit "$dir/log" --roster "$work/roster.json"
    complains "does not exist"
}

test_an_audit_needs_a_roster_and_a_log() {
    exits 2 clr ledger audit nowhere.example/log --data "$dir/none"
    complains "name one with --roster"
    exits 1 clr_of employer ledger audit midwest.example/nobody
    exits 5 clr ledger audit midwest.example/college --roster "$work/roster.json" --data "$dir/none"
}

test_an_entry_is_proven_and_checked_without_a_node() {
    college_issued
    wait_for_confirmed college
    exits 0 clr_of employer ledger prove midwest.example/college 0
    cp .out entry.tlog-proof
    exits 0 clr ledger check entry.tlog-proof --roster "$work/roster.json"
    prints "Entry 0 of midwest.example/college"
    prints "issuance"
    exits 0 clr_of employer ledger export midwest.example/college "$dir/log"
    exits 0 clr ledger prove "$dir/log" 1 --roster "$work/roster.json"
    cp .out other.tlog-proof
    sed '2s/^extra ./extra B/' entry.tlog-proof >altered.tlog-proof
    exits 10 clr ledger check altered.tlog-proof --roster "$work/roster.json"
    printf 'nothing\n' >none.tlog-proof
    exits 16 clr ledger check none.tlog-proof --roster "$work/roster.json"
    exits 2 clr_of employer ledger prove midwest.example/college 999999999
    complains "entries"
}

test_heads_can_be_followed() {
    college_issued
    exits 0 clr_of employer ledger follow midwest.example/college --count 1
    prints "entries"
    exits 2 clr_of employer ledger follow midwest.example/nobody --count 1
    exits 2 clr_of employer ledger follow midwest.example/college --count 0
}
