#!/usr/bin/env bash
# A project that imports the BOM gets versions of microexp's artifacts and of the natives that a user adds by hand, no others.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expected='javacpp microexp-core microexp-onnx microexp-training onnxruntime openblas opencv pytorch-jni pytorch-native-cpu'
(cd ../.. && mvn -B -q help:effective-pom -pl com.example:imports-the-bom -Doutput="$PWD/examples/packaging/target/bom.xml")
found=$(sed -n '/<dependencyManagement>/,/<\/dependencyManagement>/s/.*<artifactId>\(.*\)<\/artifactId>.*/\1/p' target/bom.xml \
    | sort -u | xargs)
[[ $found == "$expected" ]] || fail "expected the BOM to manage $expected, found $found"
echo "bom.sh: manages $found"
