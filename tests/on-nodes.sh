#!/usr/bin/env bash
# Runs the tests on several Node.js: as `npm test` does, in a copy of the project made for each of them, so that neither the
# packages nor the kernel of this folder change.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: tests/on-nodes.sh [VERSION...] [FOLDER...]

  VERSION   of npm's package `node`, such as 26, 22.12.0 or latest; default: 20 22 24 26
  FOLDER    run only the tests in it, such as tests/show or jupyter/tests, without the linter; default: all of `npm test`

Keeps the Nodes in tests/.nodes. Ends with a line for each of them; fails where one of them has failed.
TEXT
}

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"
versions=()
folders=()
for argument in "$@"; do
  case "$argument" in
    --help | -h)
      usage
      exit 0
      ;;
    [0-9]* | latest) versions+=("$argument") ;;
    *)
      [ -d "$argument" ] && [[ "$argument" =~ ^(jupyter/|studies/)?tests(/|$) ]] || {
        echo "on-nodes: $argument is no version and no folder of tests: give such as 26, latest or tests/show (--help says more)." >&2
        exit 1
      }
      folders+=("${argument%/}")
      ;;
  esac
done
[ ${#versions[@]} -gt 0 ] || versions=(20 22 24 26)
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Copies the files that git has or would take.
copy_to() {
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ -e "$file" ] || continue # deleted, and not yet committed
    mkdir -p "$1/$(dirname "$file")"
    cp -p "$file" "$1/$file"
  done
}

# The compiled tests of a folder.
compiled() {
  case "$1" in
    jupyter/*) find "jupyter/build/${1#jupyter/}" -name '*.test.js' ;;
    studies/*) find "studies/build/$1" -name '*.test.js' ;;
    *) find "build/$1" -name '*.test.js' ;;
  esac
}

# Runs what was asked for in this folder.
run_tests() {
  if [ ${#folders[@]} -eq 0 ]; then
    npm test
  else
    bash kernel-setup.sh --development && npm run --silent test:build &&
      node --test --test-reporter=spec $(for folder in "${folders[@]}"; do compiled "$folder"; done | sort)
  fi
}

# a function, so that bash has read it all before this file may change
main() {
  summary=()
  failed=0
  for version in "${versions[@]}"; do
    home="tests/.nodes/$version"
    name="Node.js $version"
    outcome="could not be installed"
    if npm install --prefix "$home" --no-audit --no-fund --loglevel=error "node@$version" </dev/null &&
      found="$("$home/node_modules/.bin/node" -p process.versions.node)"; then
      name="Node.js $found"
      echo "== $name"
      start=$SECONDS
      copy_to "$work/$version"
      outcome=passed
      (
        export PATH="$root/$home/node_modules/.bin:$PATH"
        cd "$work/$version" && run_tests </dev/null 2>&1
      ) | tee "$work/log" || outcome=FAILED
      counts="$(sed -n 's/^ℹ \(pass\|fail\|skipped\) \([0-9]*\)$/\1 \2/p' "$work/log" | paste -sd, | sed 's/,/, /g')"
      outcome="$outcome (${counts:-no test was run}; $((SECONDS - start)) s)"
      rm -rf "${work:?}/$version"
    fi
    case "$outcome" in passed*) ;; *) failed=1 ;; esac
    summary+=("$name: $outcome")
  done
  printf '%s\n' "" "${summary[@]}"
  exit "$failed"
}
main
