# Sourced by Tests/run: other implementations that tests compare with, as far as this machine can have them. Tests that
# find none say so and are skipped; nothing of the product needs them.
# Go's sumdb packages come from Debian; PyNaCl, cryptography, PyLD and an RFC 8785 library from PyPI (into .build-python, a virtual environment
# whose interpreter is handed on as CHIROGRAPH_PYTHON).

interop_packages=(golang-go golang-golang-x-mod-dev python3-venv)
interop_modules=(pynacl rfc8785 pyld cryptography)

interop_missing=()
for interop_package in "${interop_packages[@]}"; do
    dpkg-query -W -f='${Status}' "$interop_package" 2>/dev/null | grep -q 'install ok installed' ||
        interop_missing+=("$interop_package")
done
if ((${#interop_missing[@]} > 0)); then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing ${interop_missing[*]} ..."
        { env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends "${interop_missing[@]}"; } \
            >/dev/null 2>&1 || say "(not to be had: ${interop_missing[*]}; their tests are skipped)"
    else
        say "(not installed: ${interop_missing[*]}; their tests are skipped)"
    fi
fi

export CHIROGRAPH_PYTHON=$root/.build-python/bin/python3
if ! "$CHIROGRAPH_PYTHON" -c 'import nacl, rfc8785, pyld, cryptography' 2>/dev/null; then
    if ! { python3 -m venv "$root/.build-python" &&
        "$CHIROGRAPH_PYTHON" -m pip install --quiet --disable-pip-version-check "${interop_modules[@]}"; } >/dev/null 2>&1; then
        say "(not to be had: ${interop_modules[*]} for Python; their tests are skipped)"
        unset CHIROGRAPH_PYTHON
    fi
fi
