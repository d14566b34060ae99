# The choice of how a type of credential is issued, with a consortium of one.

lone_college() { # directory
    lone=$dir/$1
    exits 0 clr node init "$lone" --role institution --name lone --listen "$network.99:7401" \
        --origin lone.example/lone --display-name 'Lone College' --did did:web:lone.example \
        --status-base https://lone.example/status
}
enrol_and_start() {
    clr node card "$lone" >"$dir/card.json"
    clr roster create --consortium lone.example --card "$dir/card.json" >"$dir/draft.json"
    clr roster sign "$dir/draft.json" --data "$lone" >"$dir/roster.json"
    exits 0 clr roster install "$dir/roster.json" --data "$lone"
    clrd --data "$lone" 2>"$dir/lone.log" &
    pid_of[lone]=$!
    trap 'stop lone' EXIT
    exits 0 clr node wait --data "$lone"
}
# As soon as the log may be written.
issue_one() {
    printf 'learner,email,course,title,credits,term,grade,date\nS1,s1@example.org,C1,Art,3,2026-FA,A,2026-11-02\n' >one.csv
    local start
    start=$(now)
    until clr issue batch one.csv --data "$lone" >out.txt 2>&1; do
        (($(now) - start < deadline)) || broken "nothing was issued" "$(cat out.txt)"
        pause
    done
}
course_id() { clr credential list --learner S1 --data "$lone" --json | nested_id; }

test_hosted_credentials_and_tokens_from_the_choice_to_the_verdict() {
    lone_college h
    exits 0 clr node issuing "$lone"
    prints "everything else"
    exits 0 clr node issuing "$lone" Course --verification hosted --jwt
    prints "hosted"
    prints "A key for what the log does not hold was made"
    exits 0 clr node issuing "$lone" Course --json
    equal "$(tr -d '\n ' <"$dir/.out")" '{"Course":{"verification":"hosted","jwt":true}}'
    enrol_and_start
    issue_one
    local id
    id=$(course_id)
    exits 0 clr credential export "$id" --jwt --bare --data "$lone"
    cp .out course.jwt
    exits 0 clr credential export "$id" --bare --data "$lone"
    cp .out course.json
    # Without the list nothing says whether it was revoked.
    exits 15 clr verify course.json --roster roster.json
    exits 0 clr status lists --output lists --data "$lone"
    for file in course.json course.jwt; do
        exits 0 clr verify "$file" --roster roster.json --status-list lists/0.json --status-list lists/suspended-0.json
    done
    exits 0 clr status suspend "$id" --data "$lone"
    prints "https://lone.example/status/suspended/0"
    exits 0 clr status lists --output lists --data "$lone"
    for file in course.json course.jwt; do
        exits 12 clr verify "$file" --roster roster.json --status-list lists/0.json --status-list lists/suspended-0.json
    done
    exits 0 clr status revoke "$id" --yes --data "$lone"
    exits 0 clr status lists --output lists --data "$lone"
    exits 11 clr verify course.jwt --roster roster.json --status-list lists/0.json --status-list lists/suspended-0.json
    exits 1 clr status reinstate "$id" --data "$lone"
    complains "it cannot become active"
}

test_the_choice_of_issuing_is_checked() {
    lone_college c
    exits 2 clr node issuing "$lone" Kurs --jwt
    complains "neither an achievement type"
    exits 2 clr node issuing "$lone" Course --verification sometimes
    complains "all, ledger, hosted or signature"
    exits 2 clr node issuing "$lone" --jwt
    complains "say which type"
    exits 0 clr node issuing "$lone" Course --no-jwt --verification ledger
    exits 0 clr node issuing "$lone" Course --forget
    exits 0 clr node issuing "$lone" --json
    equal "$(tr -d '\n ' <"$dir/.out")" '{}'
}

test_a_running_consortium_takes_the_key_for_hosted_credentials_in_a_new_roster() {
    lone_college v
    enrol_and_start
    exits 0 clr node issuing "$lone" Course --verification hosted
    clr node card "$lone" >new.card.json
    clr roster propose roster.json --card new.card.json >next.json
    exits 0 clr roster diff next.json
    prints "+ institutions lone.example/lone assertionKeys"
    prints "plain"
    # Whatever else is in it is shown as well.
    sed 's|https://lone.example/status|https://thief.example/status|' next.json | tac | sed '0,/thief/!s|thief|lone|' | tac >odd.json
    exits 0 clr roster diff odd.json
    prints "statusBase: https://lone.example/status becomes https://thief.example/status"
    exits 2 clr roster create --consortium x.example --card new.card.json --days 9223372036854775807
    # Nobody has signed it yet.
    exits 14 clr roster install next.json --data "$lone"
    clr roster sign next.json --data "$lone" >signed.json
    exits 0 clr roster install signed.json --data "$lone"
    prints "Roster 2"
    stop lone
    clrd --data "$lone" 2>>"$dir/lone.log" &
    pid_of[lone]=$!
    exits 0 clr node wait --data "$lone"
    issue_one
    exits 0 clr credential export "$(course_id)" --bare --data "$lone"
    cp .out course.json
    exits 0 clr status lists --output lists --data "$lone"
    exits 0 clr verify course.json --roster signed.json --status-list lists/0.json --status-list lists/suspended-0.json
    # A card of another node with the same names is refused.
    lone_college w
    clr node card "$lone" >other.card.json
    exits 2 clr roster propose signed.json --card other.card.json
    complains "cards cannot replace it"
}
