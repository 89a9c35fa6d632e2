#!/bin/sh
# Everything a newcomer needs: installs what is missing, configures, builds what the verb needs.
# Lists of packages and targets are words, split on purpose:
# shellcheck disable=SC2086
set -euf
cd "$(dirname "$0")"

usage() {
  cat <<'END'
usage: ./build.sh VERB [ARGUMENT ...]

  run [ARGUMENT ...]   run the program: `railhead run`, on scenarios/dprk-2023.toml if none is given
  test [REGEX]         build and run all tests, or those whose name matches
  bench [ARGUMENT ...] build and run the benchmarks
  lint                 format, cppcheck, clang-tidy, and warnings as errors on g++ and clang
  sanitize             all tests under the address and undefined-behaviour sanitizers, then thread
  fuzz [SECONDS]       run every fuzz target for so long (60)
  mutate [COUNT] [SEED]
                       so many mutated scenarios (10,000) through the program, of this seed (1)
  golden               write the digests of the shipped scenarios anew, where results are meant to change

Builds are in build/. JOBS=N sets how many compilers run at once.
END
}

jobs=${JOBS:-$(nproc)}
default_scenario=scenarios/dprk-2023.toml

# What each verb needs, by package. Alternatives, best first: NAME|NAME.
core='cmake g++ ninja-build libboost1.81-dev|libboost-dev libcli11-dev libeigen3-dev libfmt-dev
  libboost-mpi1.81-dev|libboost-mpi-dev libopenmpi-dev openmpi-bin
  libsleef-dev libsqlite3-dev libtbb-dev libtomlplusplus-dev'
testing="$core catch2 librapidcheck-dev librandom123-dev python3-jsonschema"
benching="$core libbenchmark-dev"
linting="$testing clang-14|clang clang-format-14|clang-format clang-tidy-14|clang-tidy cppcheck"
fuzzing="$testing clang-14|clang libclang-rt-14-dev|libclang-rt-dev"

installed() {
  dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'
}

available() {
  apt-cache show --no-all-versions "$1" >/dev/null 2>&1
}

# The alternatives of each argument none of which is installed.
missing_of() {
  for alternatives in "$@"; do
    found=no
    for name in $(echo "$alternatives" | tr '|' ' '); do
      if installed "$name"; then found=yes; fi
    done
    if [ "$found" = no ]; then echo "$alternatives"; fi
  done
}

# As root, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$@" >&2
}

# need PACKAGE...: installs what is missing, or says what is and stops with exit code 2.
need() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    if command -v cmake >/dev/null && command -v ninja >/dev/null; then return; fi
    printf 'build.sh: this is not a Debian system; please install what these packages hold:\n' >&2
    printf '  %s\n' "$@" >&2
    exit 2
  fi
  missing=$(missing_of "$@")
  if [ -n "$missing" ]; then install_missing; fi
  want_npm
}

install_missing() {
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    printf 'build.sh: no sudo here; as root, please: apt-get install\n' >&2
    printf '  %s\n' $missing >&2
    exit 2
  fi
  echo "build.sh: installing what is missing" >&2
  as_root apt-get update -q >&2
  chosen=
  for alternatives in $missing; do
    for name in $(echo "$alternatives" | tr '|' ' '); do
      if available "$name"; then
        chosen="$chosen $name"
        continue 2
      fi
    done
    echo "build.sh: no package for $alternatives here" >&2
    exit 2
  done
  apt_install $chosen
}

# npm fetches what draws the charts of `railhead report`; all else is built without it. It may have
# come with nodejs rather than from a package of its own. Tried once in a clone.
want_npm() {
  if command -v npm >/dev/null || [ -e build/without-npm ]; then return; fi
  if [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; then
    echo "build.sh: installing npm, for the charts of reports" >&2
    if ! available npm; then as_root apt-get update -q >&2 || true; fi
    if apt_install npm; then return; fi
  fi
  echo "build.sh: no npm here: all is built but the page of \`railhead report\`" >&2
  mkdir -p build
  : >build/without-npm
}

# configure PRESET [OPTION...]: quiet unless it fails. A build folder knows its options already.
configure() {
  mkdir -p build
  if ! cmake --preset "$@" >build/configure.log 2>&1; then
    cat build/configure.log >&2
    exit 1
  fi
}

# build PRESET TARGET...: progress on stderr, since stdout is the program's.
build() {
  folder=build/$1
  shift
  cmake --build "$folder" --parallel "$jobs" --target "$@" >&2
}

# The first of the commands that is there: clang-tidy-14 before clang-tidy.
first_of() {
  for name in "$@"; do
    if command -v "$name"; then return; fi
  done
  echo "build.sh: none of $* is installed" >&2
  exit 2
}

sources() {
  find engine include tests bench -name '*.[ch]pp' | sort
}

verb_run() {
  need $core
  configure release
  build release railhead
  if [ $# -eq 0 ]; then set -- "$default_scenario"; fi
  exec build/release/railhead run "$@"
}

verb_test() {
  need $testing
  configure release
  build release all
  ctest --test-dir build/release -j "$jobs" --output-on-failure --no-label-summary ${1:+-R "$1"}
}

verb_bench() {
  need $benching
  configure release -DRAILHEAD_BENCH=ON
  build release bench
  build/release/bench/bench "$@"
}

verb_lint() {
  need $linting
  echo 'lint: format' >&2
  sources | xargs "$(first_of clang-format-14 clang-format)" --dry-run -Werror
  echo 'lint: cppcheck' >&2
  cppcheck --enable=warning,performance,portability --inline-suppr --std=c++20 -q -j "$jobs" \
    -I include --suppressions-list=engine/cmake/cppcheck.txt --error-exitcode=1 engine >&2
  echo 'lint: g++, warnings as errors' >&2
  configure release -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
  build release all
  echo 'lint: clang, warnings as errors' >&2
  configure tidy "-DCMAKE_CXX_COMPILER=$(first_of clang++-14 clang++)"
  # clang's analyser looks into what is included only where the folder has this name.
  unified=build/tidy/UnifiedSources
  # There is nothing to link: only the objects, which are never up to date, and among them one for
  # each public header by itself. clang-tidy, below, gives the compiler's warnings of engine/.
  ninja -C $unified -t targets all | sed -n '/Unity\|^CMakeFiles\/[^/]*\/engine\//d; s/\(\.o\): .*/\1/p' |
    xargs ninja -C $unified -j "$jobs" >&2
  echo 'lint: clang-tidy' >&2
  # Most of its time goes into paths through functions: a third of the usual nodes of each, which is
  # what the analyser's shallow mode takes.
  "$(first_of run-clang-tidy-14 run-clang-tidy)" -p $unified -j "$jobs" -quiet \
    -extra-arg=-Xclang -extra-arg=-analyzer-config -extra-arg=-Xclang -extra-arg=max-nodes=75000 \
    "$PWD/engine/" /Unity/ >build/tidy.log 2>&1 || { grep -A4 -E 'error:|warning:' build/tidy.log >&2; exit 1; }
  echo 'lint: clean' >&2
}

verb_sanitize() {
  need $testing
  for preset in asan tsan; do
    configure "$preset"
    build "$preset" all
    ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-label-summary
  done
}

# seeds NAME FOLDER: what a fuzz target starts from.
seeds() {
  case $1 in
    scenario_fuzz) find scenarios -name '*.toml' -exec cp {} "$2" \; ;;
    study_fuzz) find scenarios/studies -name '*.toml' -exec cp {} "$2" \; ;;
    expression_fuzz)
      find scenarios -name '*.toml' -exec cat {} + | grep -o '"[^"]*[-+*/<>][^"]*"' | tr -d '"' |
        sort -u | split -l 1 -a 4 - "$2/seed-"
      ;;
  esac
  if [ -d "tests/fuzz/seeds/${1%_fuzz}" ]; then
    find "tests/fuzz/seeds/${1%_fuzz}" -type f -exec cp {} "$2" \;
  fi
}

verb_fuzz() {
  need $fuzzing
  configure fuzz "-DCMAKE_CXX_COMPILER=$(first_of clang++-14 clang++)"
  names=$(find tests/fuzz -name '*_fuzz.cpp' | sed 's|.*/||; s|\.cpp$||' | sort)
  build fuzz golden $(echo "$names" | sed 's/^/fuzz_/')
  echo 'fuzz: clang gives the golden digests' >&2
  build/fuzz/tests/golden scenarios tests/trust/golden/golden.csv
  # As many at once as there are processors, each of them this script again.
  echo "$names" | xargs -P "$jobs" -I '{}' ./build.sh fuzz_target '{}' "${1:-60}"
}

# fuzz_target NAME SECONDS: one of them.
verb_fuzz_target() {
  echo "fuzz: $1" >&2
  corpus=build/fuzz/corpus/$1
  mkdir -p "$corpus"
  seeds "$1" "$corpus"
  "build/fuzz/fuzz_$1" -max_total_time="$2" -timeout=25 -rss_limit_mb=2048 \
    -artifact_prefix=build/fuzz/ -print_final_stats=1 -verbosity=0 "$corpus"
}

verb_mutate() {
  need $core
  configure release
  build release railhead
  python3 tests/trust/mutations.py build/release/railhead scenarios --count "${1:-10000}" \
    --seed "${2:-1}" --jobs "$jobs" --keep build/mutations
}

verb_golden() {
  need $testing
  configure release
  build release golden
  build/release/tests/golden scenarios tests/trust/golden/golden.csv --write
}

verb=${1:-help}
if [ $# -gt 0 ]; then shift; fi
case $verb in
  run | test | bench | lint | sanitize | fuzz | fuzz_target | mutate | golden) "verb_$verb" "$@" ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
