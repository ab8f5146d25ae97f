#!/usr/bin/env bash
# The program on the class path: core alone runs on backend java, and with microexp-onnx beside it on onnx.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expect_backend java "${bin}java" -cp "target/packaging.jar:$core" "$MAIN"
expect_error onnx "${bin}java" -cp "target/packaging.jar:$core" "$MAIN" onnx
expect_backend onnx "${bin}java" "${FLAGS[@]}" -cp "target/packaging.jar:target/lib/*" "$MAIN"
