#!/usr/bin/env bash
# Sets up everything that the notebooks need, inside this folder only: npm packages, the build, the native kernel where there is
# a C compiler, a Python environment with JupyterLab in .venv, the tslab kernel in it, and a check that the kernel computes; with
# --tfjs-node also tfjs-node. Run it as often as you like: what is already as it should be is left alone.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: kernel-setup.sh [--python PY] [--no-jupyter] [--development] [--tfjs-node] [--help] [--lab [WORDS]]

  --python PY    the Python (3.10 or newer) to make .venv with; default: python3
  --no-jupyter   only the npm packages and the build: no Python, no JupyterLab, no kernel
  --development  also the npm packages of tests, benchmarks and the linter; once there, they are kept
  --tfjs-node    also tfjs-node, in .tfjs-node: the backend "tensorflow", faster for architectures of your own and large
                 networks. Linux on x86-64 with g++; downloads 0.3 GB and keeps 0.85 GB. Delete the folder to go back.
  --lab WORDS    then opens JupyterLab, with these words; a kernel that has not been checked is checked beside its start
  --help         this text

Needs Node.js 20 or newer. Installs nothing outside this folder; to undo, delete node_modules, dist,
native/build, .venv and .tfjs-node.
On Windows, run it inside WSL.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() {
  printf 'kernel-setup: %s\n' "$1" >&2
  exit 1
}

python=""
jupyter=yes
development=no
tfjs_node=no
lab=no
while [ $# -gt 0 ]; do
  case "$1" in
    --python)
      [ $# -ge 2 ] || fail "--python needs the name or path of a Python, such as --python python3.12"
      python="$2"
      shift
      ;;
    --python=*) python="${1#--python=}" ;;
    --no-jupyter) jupyter=no ;;
    --development) development=yes ;;
    --tfjs-node) tfjs_node=yes ;;
    --lab)
      lab=yes
      shift
      break
      ;;
    --native) fail "--native is now --tfjs-node, which builds into .tfjs-node (a .native of before can be deleted)" ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail "unknown option $1 (--help lists the options)" ;;
  esac
  shift
done

[ "$lab$jupyter" != yesno ] || fail "--lab opens JupyterLab, which --no-jupyter leaves out: give one of the two."

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
case "$python" in */*) python="$(cd "$(dirname "$python")" && pwd)/$(basename "$python")" ;; esac
cd "$root"
logs="$(mktemp -d)"
cleanup() {
  kill $(jobs -p) 2>/dev/null || true
  rm -rf "$logs" npm-shrinkwrap.json
}
trap cleanup EXIT

# ---- what must be there already
case "$(uname -s)" in
  MINGW* | MSYS* | CYGWIN*) fail "Windows itself is not supported: run this inside WSL (wsl --install, then clone there)." ;;
esac
command -v node >/dev/null || fail "node is missing: install Node.js 20 or newer (https://nodejs.org)."
node_version="$(node -p process.versions.node)"
[ "${node_version%%.*}" -ge 20 ] || fail "node is $node_version: install Node.js 20 or newer (https://nodejs.org)."
command -v npm >/dev/null || fail "npm is missing: it comes with Node.js (https://nodejs.org); some systems have it as a package of its own."
venv_python="$root/.venv/bin/python"
if [ "$jupyter" = yes ]; then
  chosen="${python:-python3}"
  command -v "$chosen" >/dev/null || fail "$chosen is missing: install Python 3.10 or newer, name another one with --python PY, or do without JupyterLab by --no-jupyter."
  python_version="$("$chosen" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')" || fail "$chosen does not run as a Python."
  "$chosen" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || fail "$chosen is Python $python_version: install 3.10 or newer, or name another one with --python PY."
fi
if [ "$tfjs_node" = yes ]; then
  if [ "$jupyter" = yes ]; then tfjs_node_python="$venv_python"; else tfjs_node_python="${python:-python3}"; fi
  bash build-tfjs-node.sh --check "$tfjs_node_python"
fi

# Prints one hash over the paths and contents of files and folders, and over plain words given after "--".
fingerprint() {
  node -e '
    const { createHash } = require("node:crypto"), fs = require("node:fs"), path = require("node:path");
    const hash = createHash("sha256");
    const add = (name) => {
      if (!fs.existsSync(name)) return;
      if (fs.statSync(name).isDirectory()) return fs.readdirSync(name).sort().forEach((entry) => add(path.join(name, entry)));
      hash.update(name + "\0").update(fs.readFileSync(name)).update("\0");
    };
    const end = process.argv.indexOf("--", 1);
    process.argv.slice(1, end).forEach(add);
    process.argv.slice(end + 1).forEach((word) => hash.update(word + "\0"));
    console.log(hash.digest("hex"));
  ' "$@"
}
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
began() { stage_start=$SECONDS; }
ended() { say "$1 ($((SECONDS - stage_start)) s)"; }

# ---- Python environment (in the background, beside npm)
install_jupyter() {
  if ! [ -x "$venv_python" ] || ! "$venv_python" -c 'import pip' 2>/dev/null || ! stamped .venv/.lai-made-for "$venv_made_for"; then
    rm -rf .venv
    "$chosen" -m venv --without-pip .venv
  fi
  by_uv || by_pip
  printf '%s\n' "$venv_made_for" >.venv/.lai-made-for
  printf '%s\n' "$venv_stamp" >.venv/.lai-installed
  printf '%s' $((SECONDS - venv_start)) >"$logs/venv-seconds"
}
jupyter_packages=(-r jupyter/python/requirements.txt ./jupyter/python/tslab-jupyter)
pip_install=(pip install --quiet --disable-pip-version-check --no-input)
# uv takes seconds where pip takes a minute. Where it is not on the PATH it comes from PyPI, and goes again with its cache.
by_uv() {
  local uv pip="$chosen"
  if ! uv="$(command -v uv)"; then
    "$pip" -c 'import pip' 2>/dev/null || { pip="$venv_python" && "$pip" -m ensurepip; } || return 1
    "$pip" -m "${pip_install[@]}" --target .venv/.uv uv==0.13.9 || return 1
    uv=.venv/.uv/bin/uv
    export UV_CACHE_DIR="$root/.venv/.uv/cache"
  fi
  "$uv" pip install --quiet --python "$venv_python" "${jupyter_packages[@]}" || return 1
  rm -rf .venv/.uv
}
by_pip() {
  rm -rf .venv/.uv
  "$venv_python" -m ensurepip
  "$venv_python" -m "${pip_install[@]}" "${jupyter_packages[@]}"
}
venv_state=ready
if [ "$jupyter" = yes ]; then
  if [ -z "$python" ] && [ -f .venv/.lai-made-for ] && "$venv_python" -c '' 2>/dev/null; then
    python_version="$("$venv_python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')" # keep the Python that was chosen once
  fi
  venv_made_for="$python_version $root"
  venv_stamp="$(fingerprint jupyter/python/requirements.txt jupyter/python/tslab-jupyter -- "$venv_made_for")"
  if ! stamped .venv/.lai-installed "$venv_stamp" || ! "$venv_python" -c '' 2>/dev/null; then
    "$chosen" -c 'import ensurepip, venv' 2>/dev/null ||
      fail "$chosen cannot make virtual environments: its venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv. Then run this again."
    venv_state=installing
    say "Python $python_version: installing JupyterLab into .venv in the background"
    venv_start=$SECONDS
    (install_jupyter) >"$logs/venv" 2>&1 &
    venv_job=$!
  fi
fi

# ---- npm packages: without --development those of the lab alone, which are not "dev" in package-lock.json
began
npm_stamp="$(fingerprint package.json package-lock.json jupyter/package.json studies/package.json vendor -- "${node_version%%.*}" "$root")"
npm_list=node_modules/.package-lock.json # npm's own, of what it has installed
if [ -f "$npm_list" ] && [[ "$(cat "$npm_list")" == *'"dev": true'* ]]; then development=yes; fi
# Whether all packages are there; "no" for those of the lab, "yes" for those of development too.
packages_complete() {
  node -e '
    const { packages } = JSON.parse(require("node:fs").readFileSync("package-lock.json", "utf8"));
    const wanted = ([name, { optional, peer, dev }]) => name !== "" && !optional && !peer && (!dev || process.argv[1] === "yes");
    const missing = Object.entries(packages).filter(wanted).filter(([name]) => !require("node:fs").existsSync(name + "/package.json"));
    process.exit(missing.length > 0 ? 1 : 0);
  ' "$1"
}
# package-lock.json fits every registry, as it has no addresses; npm asks for each one, a third of its time. So npm is first
# given a copy with the addresses that registries commonly have, under the name that it prefers.
npm_packages() {
  node -e '
    const lock = JSON.parse(require("node:fs").readFileSync("package-lock.json", "utf8"));
    for (const [path, entry] of Object.entries(lock.packages)) {
      const name = entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const file = `${name.slice(name.lastIndexOf("/") + 1)}-${entry.version}.tgz`;
      if (entry.integrity) entry.resolved = `${process.argv[1].replace(/\/$/, "")}/${name}/-/${file}`;
    }
    console.log(JSON.stringify(lock));
  ' "$(npm config get registry)" >npm-shrinkwrap.json
  local tried=0
  npm "$@" --no-audit --no-fund --loglevel=error </dev/null >"$logs/npm" 2>&1 || tried=$?
  rm npm-shrinkwrap.json
  [ "$tried" -eq 0 ] || npm "$@" --no-audit --no-fund --loglevel=error </dev/null >"$logs/npm" 2>&1 || {
    cat "$logs/npm" >&2
    fail "npm $1 failed (its messages are above)."
  }
}
if stamped node_modules/.lai-installed "$npm_stamp" && packages_complete "$development"; then
  say "Node.js $node_version: packages are installed"
elif [ "$development" = yes ] && stamped node_modules/.lai-installed "$npm_stamp" && packages_complete no; then
  say "Node.js $node_version: installing the npm packages of development"
  npm_packages install --no-save --include=dev # adds what is missing, by package-lock.json, and leaves the rest
  ended "npm packages: installed"
else
  say "Node.js $node_version: installing npm packages"
  if [ "$development" = yes ]; then npm_packages ci --include=dev; else npm_packages ci --omit=dev; fi
  find node_modules -name '*.map' -type f -delete # 0.2 GB that nothing reads
  printf '%s\n' "$npm_stamp" >node_modules/.lai-installed
  ended "npm packages: installed"
fi

# ---- native kernel, beside the build: where it cannot be built or fails its trial, the dense engine computes by WebAssembly
native_start=$SECONDS
compiler="${CC:-cc}" # CC may have words behind it: "zig cc"
native_job=""
if command -v "${compiler%% *}" >/dev/null; then
  node native/build.mjs >"$logs/native-made" 2>"$logs/native" </dev/null &
  native_job=$!
fi

# ---- build
began
build_stamp="$(fingerprint src jupyter/src studies/src tsconfig.json jupyter/tsconfig.json studies/tsconfig.json scripts package.json -- "$npm_stamp")"
if [ -f dist/cli.js ] && [ -f jupyter/dist/cli.js ] && [ -f studies/dist/cli.js ] && stamped node_modules/.lai-built "$build_stamp"; then
  say "build: up to date"
else
  rm -rf dist jupyter/dist studies/dist node_modules/.lai-built
  node scripts/build.mjs </dev/null >"$logs/build" 2>&1 || {
    cat "$logs/build" >&2
    fail "the build failed (its messages are above)."
  }
  printf '%s\n' "$build_stamp" >node_modules/.lai-built
  ended "build: made"
fi

# ---- the native kernel's trial
if [ -z "$native_job" ]; then
  say "native kernel: no C compiler ($compiler), so WebAssembly computes"
elif wait "$native_job"; then
  taken="$(node -p 'const { describeVariant, usualVariant } = require("./dist/engine/dense/kernel/instance.js"); describeVariant(usualVariant())')" ||
    taken="WebAssembly"
  case "$(cat "$logs/native-made")" in
    *"up to date") say "native kernel: up to date; $taken computes" ;;
    *) say "native kernel: built; $taken computes ($((SECONDS - native_start)) s, beside the build)" ;;
  esac
else
  say "native kernel: could not be built, so WebAssembly computes: $(head -n 1 "$logs/native")"
fi
[ "$jupyter" = yes ] || {
  [ "$tfjs_node" = no ] || bash build-tfjs-node.sh "$tfjs_node_python"
  say "ready (without JupyterLab)"
  exit 0
}

# ---- JupyterLab and the kernel
if [ "$venv_state" = installing ]; then
  wait "$venv_job" || {
    cat "$logs/venv" >&2
    fail "JupyterLab could not be installed into .venv (messages above)."
  }
  say "JupyterLab: installed ($(cat "$logs/venv-seconds") s)"
else
  say "JupyterLab: installed already"
fi
[ "$tfjs_node" = no ] || bash build-tfjs-node.sh "$tfjs_node_python"
node jupyter/dist/cli.js install --prefix .venv >/dev/null
began
check_job=""
check_stamp="$(fingerprint jupyter/python -- "$build_stamp" "$venv_stamp" "$(node -p process.execPath)" "$node_version")"
check_kernel() {
  local found
  rm -f .venv/.lai-checked
  cat >"$logs/cell" <<'TYPESCRIPT'
import { denseModel, laiLoss, ready, train } from "lai-loss";

const { backend } = await ready();
const x = Float32Array.from({ length: 64 }, (_, i) => Math.sqrt(2) * Math.sin(i));
const data = { x: x, y: x.map((v) => 0.7 * v), rows: 64, features: 1 };
const model = denseModel({ inputs: 1, hidden: [8], seed: 1 });
const { history } = await train(model, data, { loss: laiLoss({ lambda: 0.3 }), epochs: 10, batchSize: 64 });
const [first, last] = [history.epochs[0].loss, history.epochs[9].loss];
if (!(last < first)) throw new Error(`ten steps did not lower the loss: ${first} to ${last}`);
console.log(`ten steps of Lai loss trained, tfjs on the backend ${backend}`);
TYPESCRIPT
  "$venv_python" jupyter/python/self_check.py "$logs/cell" </dev/null >"$logs/check" 2>&1 || {
    cat "$logs/check" >&2
    fail "the kernel does not work (messages above); 'node dist/cli.js doctor' says more."
  }
  found="$(tail -n 1 "$logs/check")"
  printf '%s\n%s\n' "$check_stamp" "$found" >.venv/.lai-checked
  ended "kernel: works, $found"
}
if [ -f .venv/.lai-checked ] && [ "$(head -n 1 .venv/.lai-checked)" = "$check_stamp" ]; then
  say "kernel: checked already, $(tail -n 1 .venv/.lai-checked)"
elif [ "$lab" = no ]; then
  check_kernel
else
  # beside the start of JupyterLab, which this process becomes and which a failure ends
  ( (check_kernel) || kill $$; rm -rf "$logs") &
  check_job=$!
fi
[ "$lab" = yes ] || exit 0
trap - EXIT
[ -n "$check_job" ] || cleanup
exec node dist/cli.js notebook lab "$@"
