# Sourced by Tests/cli/run: claims about commands. A claim that does not hold ends the test.

# Runs a command that must exit with the code; what it printed is in $out and $err.
exits() { # code, command
    local wanted=$1 code=0
    shift
    "$@" >"$dir/.out" 2>"$dir/.err" || code=$?
    out=$(cat "$dir/.out") err=$(cat "$dir/.err")
    ((code == wanted)) || broken "'$*' exited with $code instead of $wanted" "$out" "$err"
}
prints() { # text on standard output
    [[ $out == *"$1"* ]] || broken "standard output has no '$1'" "$out" "$err"
}
complains() { # text on standard error
    [[ $err == *"$1"* ]] || broken "standard error has no '$1'" "$out" "$err"
}
equal() { [ "$1" = "$2" ] || broken "'$1' is not '$2'"; }
broken() {
    printf '%s\n' "$@" >&2
    exit 1
}
