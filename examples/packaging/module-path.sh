#!/usr/bin/env bash
# The program on the module path. A backend beside it is found as a service, without being required by the program.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expect_backend java "${bin}java" -p "target/packaging.jar:$core" -m "io.microexp.examples.packaging/$MAIN"
expect_backend onnx "${bin}java" --enable-native-access=com.microsoft.onnxruntime -p target/packaging.jar:target/lib \
    -m "io.microexp.examples.packaging/$MAIN"
