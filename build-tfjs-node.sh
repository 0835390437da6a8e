#!/usr/bin/env bash
# Builds tfjs-node for `kernel-setup.sh --tfjs-node`: its addon, compiled here against the libtensorflow that PyPI's
# tensorflow-cpu carries, because tfjs-node's own install script fetches it from outside the npm registry. Everything goes
# into .tfjs-node at the root of the repository, whole or not at all; tfjs-node-backend.ts finds it there. Delete the folder
# to undo.
#
#   build-tfjs-node.sh [--check] PYTHON     --check only looks whether it can be built here; PYTHON needs pip
set -euo pipefail

# npm: name@version, and the SHA-512 of its archive as the registry's metadata give it
NPM_PACKAGES=(
  "@tensorflow/tfjs-node@4.22.0 uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w=="
  "google-protobuf@3.21.4 MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ=="
  "progress@2.0.3 7PiHtLll5LdnKIMw100I+8xJXR5gW2QwWYkT6iJva0bXitZKa/XMrSbdmg3r2Xnaidz9Qumd0VPaMrZlF9V9sA=="
  "node-api-headers@1.9.0 2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA=="
)
# PyPI: the wheel's two libraries and headers do not depend on the Python that it is for
WHEEL="tensorflow-cpu==2.21.0 --hash=sha256:2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c"
WHEEL_FOR=(--implementation cp --python-version 3.11 --abi cp311 --platform manylinux_2_27_x86_64)
NEEDED_MB=1300 # while it is built: 0.85 GB of libraries, 0.27 GB of wheel

say() { printf '%s\n' "$*"; }
fail() {
  printf 'kernel-setup --tfjs-node: %s\n' "$1" >&2
  exit 1
}

check=no
if [ "${1:-}" = --check ]; then
  check=yes
  shift
fi
python="${1:?the Python to download with}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
cd "$root"

stamp="$(sha256sum "$root/build-tfjs-node.sh" | cut -d ' ' -f 1)"
# Loads the addon of a folder and multiplies two matrices; prints the version of libtensorflow.
works() {
  node -e '
    const util = require("node:util");
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    const tf = require(require("node:path").resolve(process.argv[1], "node_modules/@tensorflow/tfjs-node"));
    if (tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] !== 11 || tf.getBackend() !== "tensorflow") process.exit(1);
    console.log(tf.backend().binding.TF_Version);
  ' "$1" 2>"$2"
}
if [ -f .tfjs-node/.lai-built ] && [ "$(cat .tfjs-node/.lai-built)" = "$stamp" ]; then
  if [ "$check" = yes ]; then exit 0; fi
  if version="$(works .tfjs-node /dev/null)"; then
    say "tfjs-node: built already, libtensorflow $version"
    exit 0
  fi
fi

# ---- what must be there already
case "$(uname -s) $(uname -m)" in
  "Linux x86_64") ;;
  *) fail "builds on Linux with an x86-64 processor only, this is $(uname -s) $(uname -m): elsewhere try npm install @tensorflow/tfjs-node in a project of your own." ;;
esac
getconf GNU_LIBC_VERSION >/dev/null 2>&1 || fail "needs a Linux with glibc (Alpine has another C library): libtensorflow is built for it."
compiler="${CXX:-g++}"
command -v "$compiler" >/dev/null || fail "$compiler is missing: install a C++ compiler (Debian and Ubuntu: sudo apt install g++), then run this again."
for tool in tar sha256sum df; do
  command -v "$tool" >/dev/null || fail "$tool is missing: install it, then run this again."
done
if [ "$check" = no ] || [ "$python" != "$root/.venv/bin/python" ]; then # that one may have to be made first
  "$python" -m pip --version >/dev/null 2>&1 || fail "$python has no pip, which downloads libtensorflow: install it (Debian and Ubuntu: sudo apt install python3-pip), or run without --no-jupyter."
fi
free_mb="$(df -Pk "$root" | awk 'NR == 2 { print int($4 / 1024) }')"
[ "$free_mb" -ge "$NEEDED_MB" ] || fail "needs $NEEDED_MB MB free in $root while it builds (850 MB stay), there are $free_mb MB: free some, then run this again."
[ "$check" = no ] || exit 0

# ---- download, compile, try, and only then put into place
new="$root/.tfjs-node.new"
rm -rf "$new"
trap 'rm -rf "$new"' EXIT
mkdir -p "$new/tmp" "$new/download"
export TMPDIR="$new/tmp"
log="$new/log"
stop() {
  cat "$log" >&2
  fail "$1 (messages above). Nothing was installed."
}
start=$SECONDS
say "tfjs-node: downloading libtensorflow (0.27 GB) and building the addon"

for line in "${NPM_PACKAGES[@]}"; do
  read -r package expected <<<"$line"
  file="$(npm pack "$package" --pack-destination "$new/download" --silent 2>"$log")" || stop "npm could not fetch $package"
  file="$new/download/$(basename "$file")"
  found="$(node -p 'require("node:crypto").createHash("sha512").update(require("node:fs").readFileSync(process.argv[1])).digest("base64")' "$file")"
  [ "$found" = "$expected" ] || fail "$package is not the package that was expected (SHA-512 $found). Nothing was installed."
  folder="$new/node_modules/${package%@*}"
  mkdir -p "$folder"
  tar -xzf "$file" -C "$folder" --strip-components 1
done
module="$new/node_modules/@tensorflow/tfjs-node"
# tfjs-node asks node-pre-gyp for one thing, the path of its addon: 50 packages for one line
finder="$new/node_modules/@mapbox/node-pre-gyp"
mkdir -p "$finder" "$module/lib/napi-v8" "$module/deps/lib"
cat >"$finder/index.js" <<'JS'
// Stands in for node-pre-gyp: tells tfjs-node where its addon is.
const { dirname, join } = require("node:path");
exports.find = (manifest) => join(dirname(manifest), "lib", "napi-v8", "tfjs_binding.node");
JS

printf '%s\n' "$WHEEL" >"$new/download/requirements.txt"
"$python" -m pip download --quiet --disable-pip-version-check --no-input --no-cache-dir --no-deps --only-binary=:all: \
  "${WHEEL_FOR[@]}" --require-hashes -r "$new/download/requirements.txt" -d "$new/download" </dev/null >"$log" 2>&1 ||
  stop "pip could not fetch tensorflow-cpu"
"$python" - "$new/download" "$module/deps/lib" >"$log" 2>&1 <<'PY' || stop "the wheel of tensorflow-cpu could not be unpacked"
import glob, os, shutil, sys, zipfile

folder, libraries = sys.argv[1:]
headers = tuple(f"tensorflow/include/{part}/" for part in ("tensorflow/c", "tensorflow/core/platform", "tsl", "xla/tsl"))
(wheel,) = glob.glob(os.path.join(folder, "*.whl"))
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(headers) and name.endswith(".h"):
            archive.extract(name, folder)
    for name in ("libtensorflow_cc.so.2", "libtensorflow_framework.so.2"):
        with archive.open(f"tensorflow/{name}") as source, open(os.path.join(libraries, name), "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
PY

"$compiler" -std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 \
  -I "$new/node_modules/node-api-headers/include" -I "$new/download/tensorflow/include" \
  "$module/binding/tfjs_backend.cc" "$module/binding/tfjs_binding.cc" -o "$module/lib/napi-v8/tfjs_binding.node" \
  -L "$module/deps/lib" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 '-Wl,-rpath,$ORIGIN/../../deps/lib' \
  >"$log" 2>&1 || stop "the addon could not be compiled"
rm -rf "$new/download" "$new/node_modules/node-api-headers"
version="$(works "$new" "$log")" || stop "the addon was built, but does not compute here"
rm -rf "$new/tmp" "$log"
printf '%s\n' "$stamp" >"$new/.lai-built"
rm -rf "$root/.tfjs-node"
mv "$new" "$root/.tfjs-node"
say "tfjs-node: built, libtensorflow $version ($((SECONDS - start)) s, $(du -sm "$root/.tfjs-node" | cut -f 1) MB in .tfjs-node; delete it to go back)"
