# clr lint, clr debug, clr context and clr bake: credentials as files, without a node.

bare_clr() { # file
    exits 0 clr_of college credential export --learner S1002 --bare
    cp "$dir/.out" "$1"
}

test_lint_finds_nothing_wrong_with_what_we_issue() {
    bare_clr clr.json
    exits 0 clr lint clr.json
    exits 0 clr lint - --json <clr.json
    [[ $out != *'"error"'* ]] || broken "lint finds an error" "$out"
}

test_lint_names_what_others_would_refuse() {
    bare_clr clr.json
    sed 's/"ClrSubject"/"Learner"/' clr.json >wrong.json
    exits 16 clr lint wrong.json
    prints "'ClrSubject' is missing"
    prints "/credentialSubject"
    sed '0,/"name"/s/"name"/"nome"/' clr.json >undefined.json
    exits 16 clr lint undefined.json
    prints "which no context defines"
    exits 16 clr lint - <<<'{"type": "Thing"}'
    exits 1 clr lint absent.json
}

test_debug_shows_the_steps_and_where_two_forms_part() {
    bare_clr clr.json
    exits 0 clr debug expand clr.json
    prints "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"
    exits 0 clr debug canon clr.json
    prints "_:c14n0 "
    cp "$dir/.out" canonical.nq
    exits 0 clr debug diff clr.json canonical.nq
    prints "the same"
    sed 's/"name": "Learner record/"name": "Learner Record/' clr.json >other.json
    exits 1 clr debug diff clr.json other.json
    prints "+ "
    exits 0 clr debug hash clr.json
    prints "eddsa-rdfc-2022"
    exits 0 clr debug jcs clr.json
    exits 16 clr debug canon - <<<'{"name": "nobody says what this is"}'
    exits 0 clr debug canon - --unsafe <<<'{"name": "nobody says what this is"}'
    exits 15 clr verify clr.json --roster "$work/roster.json" --explain
    prints "proof options  SHA-256"
}

test_a_context_is_pinned_and_nothing_else_is_taken_for_it() {
    local url=https://vendor.example/terms
    printf '{"@context": {"shelfmark": "https://vendor.example/terms#shelfmark"}}' >terms.json
    local hash
    hash=$(sha256sum terms.json | cut -d' ' -f1)
    printf '{"@context": "%s", "@id": "urn:x:1", "shelfmark": "Q 1"}' "$url" >book.json
    export CHIROGRAPH_SHELF=$dir
    exits 16 clr debug nquads book.json
    complains "$url"
    exits 2 clr context add "$url" --sha256 "${hash/[0-9a-f]/x}" --file terms.json
    exits 16 clr context add "$url" --sha256 "$(printf '%064d' 0)" --file terms.json
    exits 0 clr context add "$url" --sha256 "$hash" --file terms.json
    exits 0 clr debug nquads book.json
    prints "<https://vendor.example/terms#shelfmark> \"Q 1\""
    exits 0 clr context list --json
    prints "$hash"
    printf '{"@context": {"shelfmark": "https://evil.example/"}}' >"contexts/$hash.json"
    exits 16 clr debug nquads book.json
    complains "SHA-256"
    exits 2 clr context add https://www.w3.org/ns/credentials/v2 --sha256 "$hash" --file terms.json
    exits 0 clr context remove "$url"
    exits 1 clr context remove "$url"
}

test_a_baked_image_verifies_like_its_credential() {
    export_clr S1002 bundle.json
    bare_clr clr.json
    base64 -d >badge.png <<<'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    exits 0 clr bake add clr.json badge.png --output baked.png
    exits 0 clr bake extract baked.png
    cmp -s <(printf '%s' "$out" | clr debug jcs -) <(clr debug jcs clr.json) || broken "another credential comes out"
    exits 15 clr verify baked.png --roster "$work/roster.json"
    prints "there is no status proof"
    exits 1 clr bake add clr.json badge.png --output baked.png
    complains "exists already"
    exits 16 clr bake add clr.json baked.png --output twice.png
    exits 0 clr bake add clr.json baked.png --output twice.png --replace
    exits 16 clr bake extract badge.png
}
