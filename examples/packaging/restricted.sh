#!/usr/bin/env bash
# The program without a home folder, and with a temporary folder that is mounted noexec.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

classes="target/packaging.jar:target/lib/*"
expect_backend onnx env HOME=/nonexistent "${bin}java" -Duser.home=/nonexistent "${FLAGS[@]}" -cp "$classes" "$MAIN"
expect_backend java env HOME=/nonexistent "${bin}java" -Duser.home=/nonexistent -cp "target/packaging.jar:$core" "$MAIN"

in_noexec() {
    mkdir -p target/noexec
    unshare --user --map-root-user --mount bash -c \
        'mount -t tmpfs -o noexec tmpfs target/noexec && exec "$@"' bash "${bin}java" -Djava.io.tmpdir="$PWD/target/noexec" "$@"
}
if unshare --user --map-root-user --mount true 2> /dev/null; then
    expect_error "native library does not start" in_noexec "${FLAGS[@]}" -cp "$classes" "$MAIN"
    expect_backend java in_noexec -cp "$classes" "$MAIN" java
else
    echo "restricted.sh: noexec not tried, since this system lets no user mount folders"
fi
