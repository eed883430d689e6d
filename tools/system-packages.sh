#!/bin/sh
# Brings the Debian packages of requirements/debian.txt onto this machine: as root, or by sudo that asks for no
# password; else prints the one line that does it, and goes on. A machine that has them is left alone.
set -eu
cd "$(dirname "$0")/.."

wanted=$(sed 's/#.*//' requirements/debian.txt)

if ! command -v dpkg-query >/dev/null; then
    # Said once. On macOS wheels bring all but zbar, and README says how to get that.
    [ -e .venv/ready ] || [ "$(uname -s)" = Darwin ] ||
        echo "This is no Debian: please install what holds the same as these packages of Debian:" $wanted
    exit
fi

# Debian's own Python leaves ensurepip, which virtual environments are made with, to a package of its own.
if [ ! -e .venv/bin/pip ]; then
    python=$(tools/find-python.sh)
    "$python" -c 'import ensurepip' 2>/dev/null ||
        wanted="$wanted $("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
fi

# Since Debian 13 some of them are called NAMEt64.
installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' $wanted $(printf '%st64 ' $wanted) \
    2>/dev/null | sed -n 's/^installed //p' | sed 's/t64$//') || true
missing=''
for package in $wanted; do
    echo "$installed" | grep -qx "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

install="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=env
elif sudo -n true 2>/dev/null; then
    as_root='sudo env'
else
    echo "Debian packages are missing, and only root may install them. Paste this line, then run make again:"
    echo "  sudo apt-get update && sudo $install"
    exit
fi

echo "Installing Debian packages:$missing"
# A source that can't be reached doesn't matter as long as the packages are found in the others.
$as_root DEBIAN_FRONTEND=noninteractive apt-get update --quiet -o Acquire::Retries=3 || true
if ! $as_root DEBIAN_FRONTEND=noninteractive $install --quiet -o Acquire::Retries=3; then
    echo "apt-get could not install them; its reason stands above. Mend that, then run make again." >&2
    exit 1
fi
