#!/usr/bin/env bash
# The program as a Spring Boot jar: models, services and native libraries are found in the jars nested inside it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expect_backend onnx "${bin}java" "${FLAGS[@]}" -jar target/packaging-spring-boot.jar
expect_backend java "${bin}java" -jar target/packaging-spring-boot.jar java
