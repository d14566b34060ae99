# A learner's wallet: keys, offers, claims, presentations, rotation.

# A running wallet node in $work, with keys; its recovery code in <name>.recovery.
new_wallet() {
    make_wallet "$1"
    cp "$work/last.txt" "$work/$1.recovery"
}
request_link() {
    clr_of employer request create --purpose "Application" --retention "30 days" --json | field link
}
offer_accepted() { # wallet, learner
    quietly clr_of lakeside learner wallet "$2"
    quietly clr_of lakeside issue batch "$data/lakeside-autumn-2026.csv"
    quietly with_passphrase "$1" wallet accept "$(clr_of lakeside offer list --json | field link)" --yes
    wait_for_confirmed lakeside
    until_fresh "$1"
}
with_recovery() { # wallet, command
    local name=$1 code
    shift
    code=$(grep -Eo '([0-9a-f]{4}-){15}[0-9a-f]{4}' "$work/$name.recovery")
    clr "$@" --data "$work/$name" --passphrase-fd 3 --recovery-fd 4 3<<<"$passphrase" 4<<<"$code"
}

test_an_offer_becomes_a_credential_of_its_owner_and_moves_with_the_keys() {
    new_wallet wanda
    offer_accepted wanda L1001
    exits 0 with_passphrase wanda present "$(request_link)" --yes
    prints "verified"

    # The same link answers once.
    local link
    link=$(request_link)
    exits 0 with_passphrase wanda present "$link" --yes
    exits 4 with_passphrase wanda present "$link" --yes
    complains "answered already"

    # Consent is asked for.
    exits 3 with_passphrase wanda present "$(request_link)"

    # After the rotation the copied key file is worthless.
    exits 0 clr_of wanda wallet list --json
    local id
    id=$(field id <"$dir/.out")
    cp -r "$work/wanda" "$work/thief"
    rm -f "$work/thief/control.sock"
    sed -i 's/"name": "wanda"/"name": "wanda"/' "$work/thief/node.json"
    start thief
    exits 0 with_passphrase thief present "$(request_link)" --yes
    exits 0 with_recovery wanda wallet rotate "$id"
    wait_for_confirmed lakeside
    until_fresh wanda
    exits 0 with_passphrase wanda present "$(request_link)" --yes
    exits 18 with_passphrase thief present "$(request_link)" --yes
    stop thief
    stop wanda
}

test_a_wrong_passphrase_opens_nothing() {
    new_wallet walter
    quietly clr_of prairie learner wallet P1001
    quietly clr_of prairie issue batch "$data/prairie-autumn-2026.csv"
    local link
    link=$(clr_of prairie offer list --json | field link)
    exits 4 clr wallet accept "$link" --yes --data "$work/walter" --passphrase-fd 3 3<<<"wrong"
    complains "passphrase is wrong"
    exits 0 clr_of walter wallet list --json
    equal "$(tr -d '\n ' <"$dir/.out")" '{"credentials":[]}'
    exits 0 with_passphrase walter wallet accept "$link" --yes
    exits 1 with_passphrase walter wallet init
    complains "has keys already"
    stop walter
}

test_an_unowned_credential_is_claimed_on_the_registrars_word() {
    new_wallet wilma
    export_clr S1004 clr.json
    exits 0 with_passphrase wilma wallet claim clr.json --json
    local id commitment
    id=$(field id <"$dir/.out")
    commitment=$(field ownerCommit <"$dir/.out")
    # Before the claim nobody is its owner: the verifier cannot tell.
    exits 15 with_passphrase wilma present "$(request_link)" --yes
    exits 0 clr_of college claim "$id" "$commitment"
    wait_for_confirmed college
    until_fresh wilma
    exits 0 with_passphrase wilma present "$(request_link)" --yes
    prints verified
    exits 1 clr_of college claim "$id" "$commitment"
    complains "has an owner already"
    stop wilma
}

test_a_wallet_does_what_wallets_do_and_says_so() {
    new_wallet wim
    exits 1 clr_of wim request create --purpose x --retention y
    complains "does not do this"
    exits 1 clr_of wim wallet export
    complains "holds no credential yet"
    exits 5 clr wallet list --data "$dir/nowhere"
    complains "there is no node in"
    stop wim
}
