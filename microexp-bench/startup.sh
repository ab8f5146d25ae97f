#!/usr/bin/env bash
# Measures the time from the start of a process to its first answer, without and with an archive of loaded classes (from
# JDK 25 on of profiles too) that was trained on 1,100 calls. Needs target/benchmarks.jar and an idle machine.
# Usage: startup.sh [BACKEND...], java-scalar and onnx by default; JAVA_HOME chooses the JDK
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/target"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
runs=15
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/ *java.specification.version = //p')

for backend in "${@:-java-scalar onnx}"; do
    for name in $backend; do
        flags=(-cp benchmarks.jar)
        [[ $name == java-vector ]] && flags=(--add-modules jdk.incubator.vector "${flags[@]}")
        [[ $name != java-* ]] && ((version >= 24)) && flags=(--enable-native-access=ALL-UNNAMED "${flags[@]}")
        archive=startup-$version-$name
        if ((version >= 25)); then
            train=-XX:AOTCacheOutput=$archive use=-XX:AOTCache=$archive
        else
            train=-XX:ArchiveClassesAtExit=$archive use=-XX:SharedArchiveFile=$archive
        fi
        "$java" "$train" "${flags[@]}" io.microexp.bench.board.ProtocolProcess "$name" > startup.log 2>&1
        times=("" "")
        for ((run = 0; run < runs; run++)); do
            for with in 0 1; do
                one=("$java")
                ((with)) && one+=("$use")
                start=$(date +%s%N)
                "${one[@]}" "${flags[@]}" io.microexp.bench.board.FirstAnswer "$name" > startup.log 2>&1
                times[with]+="$((($(date +%s%N) - start) / 100000)) "
            done
        done
        median() { tr ' ' '\n' <<< "$1" | grep . | sort -n | sed -n "$((runs / 2 + 1))p"; }
        without=$(median "${times[0]}") with=$(median "${times[1]}")
        awk -v jdk="$version" -v name="$name" -v a="$without" -v b="$with" -v size="$(du -m "$archive" | cut -f1)" \
            'BEGIN { printf "JDK %s, %s: %.0f ms without, %.0f ms with (%.2fx), archive %d MB\n", jdk, name, a / 10, b / 10, b / a, size }'
    done
done
