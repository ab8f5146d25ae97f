# Sourced by the scripts of this folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly MAIN=io.microexp.examples.packaging.Classify
readonly FLAGS=(--enable-native-access=ALL-UNNAMED)
bin=${JAVA_HOME:+$JAVA_HOME/bin/}

fail() {
    echo "$(basename "$0"): $1" >&2
    exit 1
}

[[ -f target/packaging.jar ]] || fail "expected target/packaging.jar, found none: run mvn -DskipTests package first"

core=$(echo target/lib/microexp-core-*.jar)
readonly core

# expect_backend NAME COMMAND...: the command must score a face with this backend
expect_backend() {
    local backend=$1 output
    shift
    output=$("$@" 2>&1) || fail "expected scores of backend $backend, found: $output"
    [[ $output == *"$backend ("*", model "* ]] || fail "expected backend $backend, found: $output"
    echo "$(basename "$0"): $backend ok"
}

# expect_error TEXT COMMAND...: the command must fail with one line that contains the text
expect_error() {
    local text=$1 output
    shift
    if output=$("$@" 2>&1); then
        fail "expected an error that contains \"$text\", found: $output"
    fi
    [[ $output == *"$text"* && $(wc -l <<< "$output") == 1 ]] \
        || fail "expected one line that contains \"$text\", found: $output"
    echo "$(basename "$0"): error as expected: $output"
}
