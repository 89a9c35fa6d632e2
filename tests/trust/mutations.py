#!/usr/bin/env python3
"""Mutated scenario files through the real program.

Whatever a file holds, the program ends by itself within ten seconds and two GiB, with exit code 0,
1 (run-time error), 3 (faults of the scenario) or 4 (a check failed); a signal, a hang or more
memory is a defect. Files that show one are kept beside the summary.

    mutations.py PROGRAM SCENARIOS [--count 10000] [--seed 1] [--jobs 2] [--keep DIR]
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

SECONDS = 10  # of processor time on each of two threads, so that a busy machine is no defect
WAIT = 120  # by the clock: it sleeps for ever
BYTES = 2 << 30
CODES = {0, 1, 3, 4}

NUMBERS = (
    "0 -0.0 1 -1 2 0.5 1e-9 1e-300 -1e-9 1e15 4e15 -4e15 1e300 1e308 9223372036854775807 "
    "-9223372036854775808 9223372036854775808 nan inf -inf 1_000 0x7f 1e-12 100 1e6 7 365 86400"
).split()
DATES = (
    "0001-01-01 9999-12-31 1970-01-01 2024-02-29 2023-02-29 2023-11-01T23:59:59.999999Z "
    "2023-11-01T00:00:00+14:00 2023-12-31"
).split()
ODD = (
    '"a/0" "0/0" "1e308*10" "(1" "min()" "((((((((1))))))))" "2^2^2^2^2" "-x" "" "\\u0000" '
    "true [] {} [[]] [1,2] {dist='normal'} {value=1} '' \"é\""
).split()
LAWS = (
    "constant value|uniform low high|triangular low mode high|pert low mode high|normal mean sd|"
    "normal mean cv|lognormal mean sd|lognormal mean cv|exponential mean|erlang shape mean|"
    "gamma mean sd|gamma mean cv|weibull shape scale|beta mean sd low high|poisson mean|"
    "binomial n p"
).split("|")
NUMBER = re.compile(r"(?<![\w.\"-])-?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?(?![\w-])")
DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+Z?)?")
TEXT = re.compile(r'"[^"\n]*"')
VALUE = re.compile(r"(?<== )[^#\n]+")


def law(rng):
    name, *arguments = rng.choice(LAWS).split()
    given = "".join(f", {each} = {rng.choice(NUMBERS)}" for each in arguments)
    bounds = f", min = {rng.choice(NUMBERS)}" if rng.random() < 0.2 else ""
    return f'{{ dist = "{name}"{given}{bounds} }}'


def replace(rng, text, pattern, new):
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + new() + text[match.end() :]


def lines_changed(rng, text, others):
    lines = text.splitlines(keepends=True) or [""]
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    how = rng.randrange(5)
    if how == 0:
        del lines[i]
    elif how == 1:
        lines.insert(j, lines[i])
    elif how == 2:
        lines[i], lines[j] = lines[j], lines[i]
    elif how == 3:
        lines[i:j] = []
    else:
        other = rng.choice(others).splitlines(keepends=True) or [""]
        start = rng.randrange(len(other))
        lines[i:i] = other[start : start + rng.randrange(1, 20)]
    return "".join(lines)


def bytes_changed(rng, text):
    data = bytearray(text.encode(errors="surrogateescape"))
    at = rng.randrange(len(data) + 1)
    how = rng.randrange(4)
    if how == 0:
        data[at : at + 1] = bytes([rng.randrange(256)])
    elif how == 1:
        del data[at : at + rng.randrange(1, 40)]
    elif how == 2:
        data[at:at] = bytes(rng.choice(b'[]{}"\'=.,#\n -0\\') for _ in range(rng.randrange(1, 5)))
    else:
        del data[at:]
    return data.decode(errors="surrogateescape")


def mutated(rng, text, others):
    texts = TEXT.findall(text) or ['"x"']
    values = VALUE.findall(text) or ["1"]
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        how = rng.random()
        if how < 0.35:
            text = replace(rng, text, NUMBER, lambda: rng.choice(NUMBERS))
        elif how < 0.45:
            text = replace(rng, text, NUMBER, lambda: law(rng))
        elif how < 0.53:
            text = replace(rng, text, DATE, lambda: rng.choice(DATES))
        elif how < 0.63:
            text = replace(rng, text, TEXT, lambda: rng.choice(texts))
        elif how < 0.70:
            text = replace(rng, text, VALUE, lambda: rng.choice(ODD))
        elif how < 0.78:
            text = replace(rng, text, VALUE, lambda: rng.choice(values))
        elif how < 0.90:
            text = lines_changed(rng, text, others)
        else:
            text = bytes_changed(rng, text)
    return text


def run(command):
    """Exit code (negative: a signal, None: too slow), peak memory in bytes."""
    process = subprocess.Popen(
        ["/bin/sh", "-c", f'ulimit -t {2 * SECONDS} && exec "$@"', "sh", *command],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    timer = threading.Timer(WAIT, lambda: process.send_signal(signal.SIGXCPU))
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = 0
    code = os.waitstatus_to_exitcode(status)
    return (None if -code in (signal.SIGXCPU, signal.SIGKILL) else code), usage.ru_maxrss * 1024


def one(options, folder, sources, index):
    rng = random.Random(options.seed * 1_000_003 + index)
    source = rng.choice(sources)
    text = mutated(rng, source.read_text(), [rng.choice(sources).read_text()])
    path = source.parent / f"mutation-{index}.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    verb = rng.choice(
        (["run", "-n", "2"], ["run", "-n", "2", "--json"], ["run", "--deterministic"],
         ["run", "-n", "2", "--out", str(folder / f"out-{index}")])
    )
    command = [options.program, verb[0], str(path), *verb[1:], "--quiet", "--threads", "2"]
    code, memory = run(command)
    shutil.rmtree(folder / f"out-{index}", ignore_errors=True)
    fault = ""
    if code not in CODES:
        fault = f"exit code {code}" if code is not None else f"not done after {SECONDS} s"
    elif memory > BYTES:
        fault = f"{memory >> 20} MiB"
    if fault and options.keep:
        pathlib.Path(options.keep).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, options.keep)
    path.unlink()
    return code, memory, f"{path.name} of {source.name}: {fault}; {' '.join(command)}" if fault else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("scenarios")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", help="folder for the files that show a defect")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="railhead-") as name:
        folder = pathlib.Path(name)
        shutil.copytree(options.scenarios, folder / "scenarios")
        sources = sorted((folder / "scenarios").rglob("*.toml"))
        codes, most, faults = {}, 0, []
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            indices = range(options.first, options.first + options.count)
            for code, memory, fault in pool.map(
                lambda index: one(options, folder, sources, index), indices
            ):
                codes[code] = codes.get(code, 0) + 1
                most = max(most, memory)
                if fault:
                    faults.append(fault)
                    print(fault, flush=True)
    ended = ", ".join(f"{count} with {code}" for code, count in sorted(codes.items(), key=str))
    print(f"{options.count} mutated scenarios: {ended}; at most {most >> 20} MiB; "
          f"{len(faults)} defects")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
