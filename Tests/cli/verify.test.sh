# clr verify and clr credential check: the verdicts and their exit codes.

roster() { printf '%s' "$work/roster.json"; }

test_a_clr_verifies_without_any_node() {
    export_clr S1002 clr.json
    exits 0 env -i PATH="$PATH" HOME=/nonexistent clr verify clr.json --roster "$(roster)"
    prints VERIFIED
    prints "status as of"
    equal "$err" ""
    exits 0 clr verify - --roster "$(roster)" --json <clr.json
    prints '"verdict": "verified"'
    prints '"exitCode": 0'
}

test_nobody_is_trusted_without_a_roster() {
    export_clr S1002 clr.json
    exits 14 clr verify clr.json
    complains "No --roster"
}

test_a_credential_without_status_proofs_could_not_be_checked() {
    export_clr S1002 clr.json
    exits 0 clr_of college credential export --learner S1002 --bare
    cp "$dir/.out" bare.json
    exits 15 clr verify bare.json --roster "$(roster)"
    prints "COULD NOT CHECK"
    prints "there is no status proof"
}

test_any_altered_byte_of_a_statement_is_noticed() {
    export_clr S1002 clr.json
    alter_byte clr.json credits.json
    exits 10 clr verify credits.json --roster "$(roster)"
    sed 's/"humanCode": "HIS110"/"humanCode": "HIS111"/; s/"humanCode": "HIS2/"humanCode": "HIS3/' clr.json >code.json
    cmp -s clr.json code.json && broken "nothing was altered"
    exits 10 clr verify code.json --roster "$(roster)"
}

test_what_is_no_credential_is_malformed() {
    printf '{' >truncated.json
    printf '{"a": 1, "a": 2}' >duplicate.json
    printf '[1]' >array.json
    printf '{"a": "\xff"}' >encoding.json
    printf '%05000d' 0 | tr 0 '[' >deep.json
    local file
    for file in truncated duplicate array encoding deep; do
        exits 16 clr verify "$file.json" --roster "$(roster)"
    done
    : >empty.json
    exits 16 clr verify empty.json --roster "$(roster)"
    exits 1 clr verify absent.json --roster "$(roster)"
    complains "absent.json does not exist"
    truncate -s 17M large.json
    exits 1 clr verify large.json --roster "$(roster)"
    complains "limit"
}

test_a_roster_with_a_bad_signature_is_refused() {
    export_clr S1002 clr.json
    sed 's/"name": "State College"/"name": "State Colleg3"/' "$(roster)" >bad-roster.json
    exits 14 clr verify clr.json --roster bad-roster.json
    complains signature
    exits 14 clr_of college roster install bad-roster.json
}

test_suspension_and_revocation_of_a_part_refuse_the_whole() {
    export_clr S1003 clr.json
    local part
    part=$(clr_of college credential list --learner S1003 --json | nested_id)
    exits 0 clr_of college status suspend "$part"
    until_code 12 clr_of employer credential check clr.json
    exits 0 clr_of college status reinstate "$part"
    until_code 0 clr_of employer credential check clr.json
    exits 3 clr_of college status revoke "$part"
    complains "Nobody can answer here"
    exits 0 clr_of college status revoke "$part" --reason 2 --yes
    local name
    for name in "${members[@]}"; do until_code 11 clr_of "$name" credential check clr.json; done
    exits 11 clr_of employer credential check clr.json --json
    prints '"outcome": "fail"'
    prints "/credentialSubject/verifiableCredential/0/credentialStatus"
    exits 1 clr_of college status reinstate "$part"
    complains "cannot become"
    # What the file itself proves is older and does not know; a fresh export does.
    exits 0 clr verify clr.json --roster "$(roster)"
    wait_for_confirmed college
    clr_of college credential export --learner S1003 >fresh.json
    exits 11 clr verify fresh.json --roster "$(roster)"
}

test_another_implementation_verifies_every_proof_of_a_clr() {
    local python=${CHIROGRAPH_PYTHON:-python3}
    if ! "$python" -c 'import nacl, pyld, cryptography' 2>/dev/null; then
        echo "skipped: needs PyNaCl, PyLD and cryptography"
        return
    fi
    export_clr S1005 bundle.json
    exits 0 clr_of college credential export --learner S1005 --bare
    cp "$dir/.out" clr.json
    # The contexts that the CLR names, as this program has them; everything else is the other side's.
    "$python" - clr.json <<'PYTHON' >contexts.txt
import json, sys
print("\n".join(json.load(open(sys.argv[1]))["@context"]))
PYTHON
    local url separator='{'
    while read -r url; do
        exits 0 clr context show "$url"
        printf '%s"%s": %s' "$separator" "$url" "$out" >>contexts.json
        separator=','
    done <contexts.txt
    printf '}' >>contexts.json
    local key
    key=$("$python" - "$root/Tests/interop" "$(roster)" <<'PYTHON'
import json, sys
sys.path.insert(0, sys.argv[1])
import data_integrity
roster = json.load(open(sys.argv[2]))[-1]
institution = next(i for i in roster["institutions"] if i["origin"].endswith("/college"))
print(data_integrity.base58_decode(institution["assertionKeys"][0]["key"][1:])[2:].hex())
PYTHON
    )
    exits 0 "$python" "$root/Tests/interop/linked_data.py" under "$key" clr.json contexts.json
}

# What the college publishes on the web is all that an outsider has: no roster, no ledger.
test_outside_verifiers_need_only_did_document_and_status_list() {
    export_clr S1006 bundle.json
    exits 0 clr_of college credential export --learner S1006 --bare
    cp "$dir/.out" clr.json
    local did
    did=$(tr -d '\n ' <clr.json | grep -o 'did:web:[a-z.:]*' | head -n 1)
    exits 0 clr did document "$did" --roster "$(roster)"
    cp "$dir/.out" did.json
    complains "Serve it at https://"
    exits 1 clr did document did:web:nobody.example --roster "$(roster)"
    exits 0 clr_of college status lists --output lists
    local list
    list=$(find lists -type f | head -n 1)
    exits 15 clr verify clr.json --trust "$did" --did-document did.json
    exits 0 clr verify clr.json --trust "$did" --did-document did.json --status-list "$list"
    exits 14 clr verify clr.json --did-document did.json --status-list "$list"
    exits 0 clr did pin "$did" --file did.json --shelf shelf
    exits 0 clr verify clr.json --trust "$did" --shelf shelf --status-list "$list"
    local part
    part=$(clr_of college credential list --learner S1006 --json | nested_id)
    exits 0 clr_of college status revoke "$part" --reason 2 --yes
    exits 0 clr_of college status lists --output newer
    exits 11 clr verify clr.json --trust "$did" --shelf shelf --status-list "newer/${list#lists/}"
}
