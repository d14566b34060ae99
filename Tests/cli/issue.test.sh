# Issuing from a file of course results.

data=$root/Network/demo-data

# The college's autumn term, issued once for all tests.
college_issued() { quietly clr_of college issue batch "$data/autumn-2026.csv"; }
# A fresh export of one learner's CLR whose status a quorum has confirmed.
export_clr() { # learner, file
    college_issued
    wait_for_confirmed college
    clr_of college credential export --learner "$1" >"$2"
}
wait_for_confirmed() {
    local start head
    start=$(now)
    until head=$(clr_of "$1" ledger head --json | tr -d '\n ' | grep -o '"origin":"midwest.example/'"$1"'"[^}]*') &&
        [[ $head == *'"quorum":true'* ]]; do
        (($(now) - start < deadline)) || broken "no quorum confirmed the log of $1: $head"
        pause
    done
}
member() { sed -n 's/^    "'"$1"'": "\(.*\)",\{0,1\}$/\1/p' "$2" | head -n 1; }

test_the_same_file_again_issues_nothing() {
    college_issued
    exits 0 clr_of college issue batch "$data/autumn-2026.csv"
    prints "0 credentials in 0 CLRs and 0 offers were made; 750 results had been issued before"
}

test_a_dry_run_issues_nothing() {
    exits 0 clr_of prairie issue batch "$data/prairie-autumn-2026.csv" --dry-run
    prints "would be made"
    exits 0 clr_of prairie credential list --json
    equal "$(tr -d '\n ' <"$dir/.out")" '{"credentials":[]}'
}

test_a_second_term_updates_the_same_clr() {
    export_clr S1009 before.json
    exits 0 clr_of college issue batch "$data/spring-2027.csv"
    wait_for_confirmed college
    exits 0 clr_of college credential export --learner S1009
    cp "$dir/.out" after.json
    equal "$(member id before.json)" "$(member id after.json)"
    [[ $(member validFrom after.json) > $(member validFrom before.json) ]] || broken "validFrom is not newer"
    exits 0 clr verify after.json --roster "$work/roster.json"
    exits 0 clr_of college credential check before.json
    prints "superseded"
}

test_errors_are_listed_by_line_and_column_and_nothing_is_issued() {
    cat >bad.csv <<CSV
learner,email,course,title,credits,term,grade,date
X1,x1@example.org,C1,Title,3,2026-FA,A,2026-12-14
X2,nomail,C1,Title,much,2026-FA,Q,2026-13-14
CSV
    exits 1 clr_of riverton issue batch bad.csv
    complains "bad.csv:3:4: email: 'nomail'"
    complains "bad.csv:3:20: credits: 'much'"
    complains "bad.csv:3:33: grade: 'Q'"
    complains "bad.csv:3:35: date: '2026-13-14'"
    complains "nothing was issued"
    exits 0 clr_of riverton credential list --learner X1 --json
    equal "$(tr -d '\n ' <"$dir/.out")" '{"credentials":[]}'
    exits 0 clr_of riverton issue batch bad.csv --allow-errors
    exits 0 clr_of riverton credential list --learner X1
    prints X1
}

test_files_from_spreadsheets_are_read() {
    printf '\xef\xbb\xbflearner,email,course,title,credits,term,grade,date\r\nY1,y1@example.org,C9,"Art, ""Modern""",3,2026-FA,B,2026-12-14\r\n' >excel.csv
    exits 0 clr_of riverton issue batch excel.csv
    exits 0 clr_of riverton credential list --learner Y1
    prints 'Art, "Modern"'
}

test_broken_files_are_refused_with_the_place() {
    printf 'learner,email\nA,b\n' >columns.csv
    exits 1 clr_of riverton issue batch columns.csv
    complains "columns.csv:1:1: the column 'course' is missing"
    printf 'learner,email,course,title,credits,term,grade,date\nA,"b\n' >quote.csv
    exits 1 clr_of riverton issue batch quote.csv
    complains "quote.csv:2:3:"
    exits 1 clr_of riverton issue batch missing.csv
    complains "missing.csv does not exist"
    truncate -s 100M big.csv
    exits 1 clr_of riverton issue batch big.csv
    complains "larger than the limit"
}
