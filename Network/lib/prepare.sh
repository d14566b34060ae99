# Sourced by Network/demo and Tests/run: what a fresh machine needs before anything can be built.
# Sets `root` and, after build_release, `release_bin`. Bash 4.4 or newer.

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
packages=(libssl-dev libsodium-dev liblmdb-dev zlib1g-dev pkg-config)

say() { printf '%s\n' "$*" >&2; }

# The C libraries: present, or installed when we may, or the exact command and a stop.
ensure_packages() {
    local missing=()
    local package
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ! command -v apt-get >/dev/null; then
        say "These libraries are needed: ${packages[*]} (Debian names). Install them with your system's package manager."
        return 1
    fi
    local run=()
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then run=(sudo); else
            say "These packages are missing: ${missing[*]}"
            say "Install them, then run this again:"
            say "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
            return 1
        fi
    fi
    say "Installing ${missing[*]} ..."
    "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || say "(the package lists could not be renewed)"
    "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends "${missing[@]}" >&2
}

ensure_swift() {
    if ! command -v swift >/dev/null; then
        say "Swift is not installed. Chirograph needs Swift 6.2 or newer; see https://www.swift.org/install/linux"
        return 1
    fi
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    local major=${version%%.*} minor=${version#*.}
    if [ -z "$version" ] || ((major < 6 || (major == 6 && minor < 2))); then
        say "Swift ${version:-of unknown version} is installed; Chirograph needs Swift 6.2 or newer."
        say "See https://www.swift.org/install/linux"
        return 1
    fi
}

# Sets `release_bin` to a folder with the release products asked for. CHIROGRAPH_BIN names one that is built already
# (a package, or another checkout); then nothing is set up and nothing is built.
# The flag stands here and not in Package.swift, where it would forbid using our libraries as dependencies: without
# optimising across modules generics are not specialised.
build_release() {
    if [ -n "${CHIROGRAPH_BIN:-}" ]; then
        release_bin=$CHIROGRAPH_BIN
        return
    fi
    ensure_packages
    ensure_swift
    local product
    for product in "$@"; do
        swift build --package-path "$root" --scratch-path "$root/.build-release" -c release \
            -Xswiftc -cross-module-optimization --product "$product" >&2 || return 1
    done
    release_bin="$root/.build-release/release"
}
