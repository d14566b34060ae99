# Looking after a node.

test_a_backup_of_a_running_node_is_checked_and_put_back() {
    college_issued
    wait_for_confirmed college
    exits 0 clr_of prairie node backup "$dir/copy" --keys
    prints "keys included"
    exits 1 clr_of prairie node backup "$dir/copy"
    exits 0 clr node restore "$dir/copy" --dry-run
    prints "is sound"
    # Elsewhere, with the keys of the backup; it is never started beside the original.
    exits 0 clr node restore "$dir/copy" --data "$dir/back"
    prints "Restored"
    exits 0 clr node card "$dir/back"
    cp .out back.card
    clr node card "$work/prairie" >own.card
    cmp back.card own.card || broken "the restored node has other keys"
    # Again: what is there is kept.
    exits 0 clr node restore "$dir/copy" --data "$dir/back"
    prints "is kept in"
    exits 2 clr node restore "$dir/copy" --data "$work/college"
    complains "of another node"
    # A node that runs keeps its store.
    exits 1 clr node restore "$dir/copy" --data "$work/prairie"
    complains "stop it first"
    exits 0 clr_of prairie node status
    [ -z "$(ls -d "$work"/prairie/store.before-* 2>/dev/null)" ] || broken "the store of a running node was moved"
}

test_a_backup_that_was_damaged_is_not_put_back() {
    exits 0 clr node init "$dir/empty" --role mirror --name empty --listen "$network.97:7401"
    exits 1 clr node restore "$dir/empty" --dry-run
    complains "there is no store"
    college_issued
    wait_for_confirmed college
    exits 0 clr_of employer node backup "$dir/copy"
    prints "the keys are not in it"
    exits 1 clr node restore "$dir/copy" --data "$dir/new"
    complains "has not all keys"
    local size
    size=$(stat -c %s "$dir/copy/store/data.mdb")
    head -c "$size" /dev/urandom | dd of="$dir/copy/store/data.mdb" bs=4096 seek=2 skip=2 conv=notrunc status=none
    exits 1 clr node restore "$dir/copy" --dry-run
}

test_the_doctor_says_what_is_wrong_and_what_to_do() {
    college_issued
    wait_for_confirmed college
    exits 0 clr_of college node doctor
    prints "writes midwest.example/college"
    prints "it runs"
    exits 1 clr node doctor --data "$dir/none"
    prints "clr node init"
    exits 0 clr node init "$dir/n" --role mirror --name n --listen "$network.98:7401"
    exits 1 clr node doctor --data "$dir/n"
    prints "clr roster install"
    exits 0 clr roster install "$work/roster.json" --data "$dir/n"
    exits 0 clr node doctor --data "$dir/n"
    prints "the roster does not name this node"
    prints "it does not run"
    chmod 644 "$dir/n/keys/transport.key"
    exits 1 clr node doctor --data "$dir/n" --json
    prints '"wrong"'
}
