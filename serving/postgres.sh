#!/usr/bin/env bash
# A PostgreSQL server of our own on loopback, for as long as a command takes: `postgres.sh run COMMAND`
#
# It lies in a temporary folder, which goes with it, so it never waits for the disk; it listens on a free port for one
# user with a password of this run. The command finds it at ONRECORD_TEST_POSTGRES_URL. Root may not run PostgreSQL: then
# the user `postgres` does, or `nobody`. Its programs are looked for on PATH, then where Debian has them.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-$(command -v python3.11 || command -v python3)}

programs() { # the folder of initdb, pg_ctl and postgres, the newest where there are several
    local found
    found=$(command -v pg_ctl || true)
    if [ -n "$found" ]; then
        dirname "$(readlink -f "$found")"
        return
    fi
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ ! -x "$found/pg_ctl" ]; then
        echo "there is no PostgreSQL here. On Debian: apt-get install postgresql" >&2
        exit 1
    fi
    echo "$found"
}

bin='' folder='' as=()

stop() {
    (cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}

start() {
    bin=$(programs)
    folder=$(mktemp -d "${TMPDIR:-/tmp}/onrecord-postgres.XXXXXX")
    trap stop EXIT
    local port password user=postgres
    port=$("$python" "$here/free_port.py" "")
    password=$("$python" -c 'import secrets; print(secrets.token_hex(16))')
    (umask 077 && echo "$password" >"$folder/password")
    if [ "$(id -u)" = 0 ]; then
        id "$user" >/dev/null 2>&1 || user=nobody
        as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups env "HOME=$folder")
        chown -R "$user" "$folder"
    fi
    if ! (cd / && "${as[@]}" "$bin/initdb" -D "$folder/data" -U onrecord -A scram-sha-256 --pwfile="$folder/password" \
        -E UTF8 --locale=C.UTF-8) >"$folder/initdb.log" 2>&1; then
        cat "$folder/initdb.log" >&2
        exit 1
    fi
    if ! (cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 \
        -o "-h 127.0.0.1 -p $port -k $folder -c fsync=off -c full_page_writes=off" start) >/dev/null; then
        cat "$folder/server.log" >&2
        exit 1
    fi
    export ONRECORD_TEST_POSTGRES_URL="postgresql+psycopg://onrecord:$password@127.0.0.1:$port/postgres"
}

run() {
    start
    "$@"
}

case "${1:-}" in
run) shift && run "$@" ;;
*)
    echo "usage: postgres.sh run COMMAND ..." >&2
    exit 2
    ;;
esac
