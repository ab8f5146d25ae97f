#!/usr/bin/env bash
# The program as one shaded jar. Backends are found with ServicesResourceTransformer, and also if services files were lost.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expect_backend onnx "${bin}java" "${FLAGS[@]}" -jar target/packaging-shaded.jar
expect_backend java "${bin}java" -jar target/packaging-shaded.jar java
expect_backend onnx "${bin}java" "${FLAGS[@]}" -jar target/packaging-shaded-without-services.jar
expect_backend java "${bin}java" -jar target/packaging-shaded-without-services.jar java
