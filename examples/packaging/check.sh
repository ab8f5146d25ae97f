#!/usr/bin/env bash
# Runs every script of this folder. Needs Linux or macOS, a JDK 17 or newer, and a build: mvn -DskipTests package
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for script in class-path module-path jlink spring-boot shaded restricted bom; do
    start=$SECONDS
    ./$script.sh
    echo "check.sh: $script.sh passed in $((SECONDS - start)) s"
done
