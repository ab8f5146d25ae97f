#!/usr/bin/env bash
# A run-time image of the program, core and the JDK modules that they need, and nothing else. Needs no JDK where it runs.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rm -rf target/image
"${bin}jlink" --module-path "target/packaging.jar:$core" --add-modules io.microexp.examples.packaging \
    --strip-debug --no-header-files --no-man-pages --launcher "classify=io.microexp.examples.packaging/$MAIN" \
    --output target/image
expect_backend java target/image/bin/classify
echo "jlink.sh: $(du -sm target/image | cut -f1) MB, modules: $(target/image/bin/java --list-modules | cut -d@ -f1 | xargs)"
