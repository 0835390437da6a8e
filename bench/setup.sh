#!/usr/bin/env bash
# Brings what `npm run bench` compares with: PyTorch, JAX and TensorFlow for the processor in bench/.venv, jax-js in
# bench/node_modules, and a Node.js with relaxed SIMD in bench/.node where the one here has none; and zig in bench/.venv, which
# compiles the measure of the machine's peak. Run it as often as you like: what is there is left alone.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/setup.sh [--python PY] [--help]

  --python PY    the Python (3.11 to 3.13) to make bench/.venv with; default: python3
  --help         this text

Downloads about 1 GB and takes 3.5 GB of disk, all inside bench/; to undo, delete bench/.venv, bench/.node and
bench/node_modules. torch.compile needs a C++ compiler besides.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() {
  printf 'bench/setup: %s\n' "$1" >&2
  exit 1
}

python=python3
while [ $# -gt 0 ]; do
  case "$1" in
    --python)
      [ $# -ge 2 ] || fail "--python needs the name or path of a Python, such as --python python3.12"
      python="$2"
      shift
      ;;
    --python=*) python="${1#--python=}" ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail "unknown option $1 (--help lists the options)" ;;
  esac
  shift
done
bench="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
packages="$bench/steps/python"
failed=0

# ---- Node.js
relaxed_version=22.23.3
if [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 22 ]; then
  say "Node.js $(node -p process.versions.node): has relaxed SIMD"
else
  name="node-$(node -p 'process.platform + "-" + process.arch')"
  program="$bench/.node/node_modules/$name/bin/node"
  if [ "$("$program" -p process.versions.node 2>/dev/null)" = "$relaxed_version" ]; then
    say "Node.js $relaxed_version: installed already"
  elif npm install --prefix "$bench/.node" --no-save --no-audit --no-fund --loglevel=error "$name@$relaxed_version" >/dev/null &&
    [ "$("$program" -p process.versions.node)" = "$relaxed_version" ]; then
    say "Node.js $relaxed_version: installed"
  else
    say "Node.js $relaxed_version: could not be installed; relaxed SIMD will not be timed" >&2
    failed=1
  fi
fi

# ---- npm
if npm ls --prefix "$bench" >/dev/null 2>&1; then
  say "@jax-js/jax: installed already"
elif npm ci --prefix "$bench" --no-audit --no-fund --loglevel=error >/dev/null; then
  say "@jax-js/jax: installed"
else
  say "@jax-js/jax: could not be installed (messages above); the benchmark will say that it is missing" >&2
  failed=1
fi

# ---- Python
command -v "$python" >/dev/null || fail "$python is missing: install Python 3.11 to 3.13, or name one with --python PY."
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' ||
  fail "$("$python" --version) is not 3.11 to 3.13, for which the packages are: name another one with --python PY."
venv="$bench/.venv/bin/python"
if ! "$venv" -m pip --version >/dev/null 2>&1; then
  rm -rf "$bench/.venv"
  "$python" -m venv "$bench/.venv" || fail "$python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv."
fi

# stage NAME FILE... -- COMMAND...: runs the command, unless it was run with the same files before
stage() {
  name="$1"
  shift
  files=()
  while [ "$1" != -- ]; do
    files+=("$1")
    shift
  done
  shift
  stamp="$bench/.venv/.lai-$name"
  wanted="$(cat "${files[@]}" | cksum)"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    say "$name: installed already"
    return
  fi
  say "$name: installing"
  if "$@"; then
    printf '%s\n' "$wanted" >"$stamp"
  else
    say "$name: could not be installed (messages above); the benchmark will say that it is missing" >&2
    failed=1
  fi
}
pip_install() { "$venv" -m pip install --quiet --disable-pip-version-check --no-input -r "$1"; }

stage zig "$bench/../native/requirements.txt" -- pip_install "$bench/../native/requirements.txt"
stage jax "$packages/requirements-jax.txt" -- pip_install "$packages/requirements-jax.txt"
stage tensorflow "$packages/requirements-tensorflow.txt" -- pip_install "$packages/requirements-tensorflow.txt"
stage torch "$packages/requirements-torch.txt" "$packages/install_torch.py" -- "$venv" "$packages/install_torch.py"
[ "$failed" -eq 0 ] || fail "not everything could be installed."
say "ready: npm run bench"
