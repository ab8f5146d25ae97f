#!/usr/bin/env bash
# The program as one shaded jar. With ServicesResourceTransformer every backend is found. Without services files the java
# backend is still found, and asking for another one gives an error that explains the fix.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expect_backend onnx "${bin}java" "${FLAGS[@]}" -jar target/packaging-shaded.jar
expect_backend java "${bin}java" -jar target/packaging-shaded.jar java
expect_backend java "${bin}java" -jar target/packaging-shaded-without-services.jar
expect_error onnx "${bin}java" -jar target/packaging-shaded-without-services.jar onnx
