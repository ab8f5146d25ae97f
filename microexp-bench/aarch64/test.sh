#!/usr/bin/env bash
# Runs the tests of microexp-core and microexp-onnx on a linux-aarch64 JVM, emulated by qemu on an x86-64 machine.
#
#   microexp-bench/aarch64/test.sh [further options of mvn, such as -Dtest=JavaContractTest]
#
# Needs Debian or Ubuntu (apt-get, dpkg-deb), Maven and a JDK; no root, no chroot, no binfmt. The first run fetches the
# JVM (70 MB) and, unless qemu-aarch64-static is installed, qemu (63 MB), into microexp-bench/target/aarch64.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=$project/microexp-bench/target/aarch64
sysroot=$cache/sysroot
java_home=$sysroot/usr/lib/jvm/java-17-openjdk-arm64

fail() {
    echo "$(basename "$0"): $1" >&2
    exit 1
}

require() {
    command -v "$1" >/dev/null || fail "expected $1 on the PATH, found none: $2"
}

# Downloads one package of this machine's architecture and unpacks it; needs no root, unlike its installation.
fetch_qemu() {
    local folder=$cache/qemu
    mkdir -p "$folder"
    (cd "$folder" && apt-get download qemu-user-static) \
        || fail "qemu-user-static cannot be fetched: run 'apt-get update', or install it with 'apt-get install qemu-user-static'"
    dpkg-deb --extract "$folder"/qemu-user-static_*.deb "$folder"
}

# An apt with folders of its own, which knows arm64 packages alone; the machine's apt is left as it is.
write_apt_configuration() {
    mkdir -p "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial" "$cache/apt/state"
    : >"$cache/apt/status"
    cat >"$cache/apt/apt.conf" <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Debug::NoLocking "true";
Dir::State "$cache/apt/state";
Dir::State::status "$cache/apt/status";
Dir::State::lists "$cache/apt/lists";
Dir::Cache "$cache/apt/cache";
Binary::apt-get::APT::Keep-Downloaded-Packages "true";
END
}

fetch_jvm() {
    write_apt_configuration
    export APT_CONFIG=$cache/apt/apt.conf
    apt-get update || fail "the list of arm64 packages cannot be fetched; on Ubuntu they come from ports.ubuntu.com/ubuntu-ports: add it to the sources"
    apt-get --yes --download-only install openjdk-17-jre-headless libstdc++6 zlib1g libgomp1
    unset APT_CONFIG
    local package
    for package in "$cache"/apt/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar --extract --directory "$1" --no-same-owner
    done
}

# Without this file qemu shows the host's, and ONNX Runtime, which reads it to know the processor, crashes.
write_cpuinfo() {
    mkdir -p "$1/proc"
    local cpu
    for cpu in $(seq 0 $(($(nproc) - 1))); do
        cat <<END
processor	: $cpu
BogoMIPS	: 50.00
Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid
CPU implementer	: 0x41
CPU architecture: 8
CPU variant	: 0x0
CPU part	: 0xd08
CPU revision	: 3

END
    done >"$1/proc/cpuinfo"
}

# bin/java becomes a script that starts the emulator, so that Maven and tests that start a JVM of their own find it.
wrap_java() {
    local bin=$1/usr/lib/jvm/java-17-openjdk-arm64/bin
    mv "$bin/java" "$bin/java.arm64"
    cat >"$bin/java" <<END
#!/bin/sh
exec "$qemu" -cpu cortex-a72 -L "$sysroot" "$java_home/bin/java.arm64" "\$@"
END
    chmod +x "$bin/java"
}

[ "$(uname -sm)" = "Linux x86_64" ] || fail "expected an x86-64 Linux, found $(uname -sm); on linux-aarch64 run 'mvn verify'"
require apt-get "this script fetches an arm64 JVM from Debian or Ubuntu"
require dpkg-deb "it unpacks that JVM"
require mvn "install Maven 3.8 or newer"

qemu=$(command -v qemu-aarch64-static || true)
if [ -z "$qemu" ]; then
    qemu=$cache/qemu/usr/bin/qemu-aarch64-static
    [ -x "$qemu" ] || fetch_qemu
fi
if [ ! -d "$sysroot" ]; then
    unfinished=$cache/unfinished
    rm -rf "$unfinished"
    mkdir -p "$unfinished"
    fetch_jvm "$unfinished"
    write_cpuinfo "$unfinished"
    wrap_java "$unfinished"
    mv "$unfinished" "$sysroot"
fi
"$java_home/bin/java" -version

# VFORK: the JVM's default way to start a process goes through an arm64 helper program, which this kernel cannot run.
flags="-Xmx2g -Djava.awt.headless=true -XX:+UseSerialGC -Djdk.lang.Process.launchMechanism=VFORK"
cd "$project"
exec mvn -B test -pl microexp-core,microexp-onnx -Djvm="$java_home/bin/java" -Djavacpp.platform=linux-arm64 \
    -Dtest.jvm.flags="$flags" "$@"
