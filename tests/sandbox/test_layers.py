"""The layers around a child: there, tried, the same for every child, and missing with a reason."""

import os
import re
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import Call, Limits, Program, Sandbox
from grader.sandbox.child import calls, layers, session, wire
from grader.sandbox.children import LAYERS, Found, request

LINUX = sys.platform.startswith("linux")
pytestmark = pytest.mark.skipif(not LINUX, reason="layers of the kernel of Linux")

if LINUX:
    from grader.sandbox.child import kernel, seccomp

HEADERS = {
    0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    1: Path("/usr/include/asm-generic/unistd.h"),
}
STATE = """
import os
import resource

def state():
    fields = {}
    for line in open("/proc/self/status"):
        name, _, value = line.partition(":")
        fields[name] = value.split()
    return [int(fields["CapEff"][0], 16), int(fields["NoNewPrivs"][0]), int(fields["Seccomp"][0])]

def identity():
    return [os.getpid(), os.getuid(), os.getgid(), len(os.getgroups())]

def descriptors():
    found = []
    for number in range(64):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found

def limits():
    names = ("RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_AS")
    return [resource.getrlimit(getattr(resource, name))[0] for name in names]
"""


def asked(sandbox: Sandbox, source: str, *names: str) -> list[Any]:
    exam = sandbox.exam([Call("ws", name) for name in names])
    replies = sandbox.run([Program("ws", "ws.py", (source,))], exam).replies
    return [r.arrays[0].tolist() if r.status == "ok" else r.text for r in replies]


def has(sandbox: Sandbox, *names: str) -> None:
    for name in names:
        if name in sandbox.missing:
            pytest.skip(f"no {name} here: {sandbox.missing[name]}")


def test_every_layer_is_either_in_force_or_missing_for_a_reason(guarded: Sandbox) -> None:
    there = guarded.isolation.split("+")
    assert {*there} | {*guarded.missing} == {*LAYERS}
    assert not {*there} & {*guarded.missing}
    assert all(guarded.missing.values())
    assert "rlimits" in there


def test_a_child_has_its_input_its_output_the_grader_and_nothing_else(guarded: Sandbox) -> None:
    identity, descriptors, limits = asked(guarded, STATE, "identity", "descriptors", "limits")
    assert descriptors == [0, 1, 2, 3]
    assert limits == [0, 0, Limits().memory]
    if "namespaces" not in guarded.missing:
        assert identity[0] == 1
    if "uid" not in guarded.missing:
        assert identity[1] == identity[2] >= layers.FIRST_USER
        assert identity[3] == 0


def test_a_flag_that_one_child_leaves_on_its_descriptors_is_not_seen_by_the_next() -> None:
    source = """
import fcntl, os
def f(descriptor):
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_NONBLOCK | os.O_APPEND)
    return flags, fcntl.fcntl(descriptor, fcntl.F_GETFL)
"""
    with Sandbox(how="fork", layers=("rlimits",)) as sandbox:
        exam = sandbox.exam([Call("ws", "f", arguments=(n,), parts=2) for n in range(2)])
        runs = [sandbox.run([Program("ws", "ws.py", (source,))], exam).replies for _ in range(2)]
    for first, second in zip(*runs, strict=True):
        before, after = (int(array) for array in first.arrays)
        assert before != after
        assert int(second.arrays[0]) == before


def test_a_child_has_no_capabilities_and_gets_no_new_rights() -> None:
    with Sandbox(layers=("seccomp", "uid", "rlimits")) as sandbox:
        has(sandbox, "seccomp")
        ((capabilities, no_new_rights, seccomp_mode),) = asked(sandbox, STATE, "state")
    assert (capabilities, no_new_rights, seccomp_mode) == (0, 1, 2)


def test_a_child_sees_the_named_packages_and_no_others(guarded: Sandbox) -> None:
    source = """
def standard():
    import decimal, fractions, hashlib, numpy.testing, sqlite3, wave, zoneinfo
    return int(decimal.Decimal(1))
def other():
    import importlib
    found = []
    for place in PLACES:
        import sys
        sys.path.append(place)
    for name in ("click", "grader", "pytest", "sympy"):
        try:
            found.append(len(importlib.import_module(name).__name__))
        except ImportError:
            pass
    return found
"""
    import click

    places = [str(Path(click.__file__).parents[1]), str(Path(__file__).parents[2])]
    standard, other = asked(guarded, f"PLACES = {places!r}\n{source}", "standard", "other")
    assert standard == 1
    if not {"namespaces", "landlock"} <= {*guarded.missing}:
        assert other == []


def test_honest_programs_may_use_threads_limits_and_random_numbers(guarded: Sandbox) -> None:
    source = """
import concurrent.futures, random, resource, tempfile, time, threading
import numpy as np
def f():
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        total = sum(pool.map(abs, range(-9, 0)))
    time.sleep(0.001)
    resource.getrlimit(resource.RLIMIT_AS)
    return [total, np.random.default_rng(1).integers(9), random.SystemRandom().random() < 1]
"""
    assert asked(guarded, source, "f")[0][0] == 45


@pytest.mark.slow
@pytest.mark.parametrize("only", [name for name in LAYERS if name != "rlimits"])
def test_a_layer_alone_is_reported_alone(only: str) -> None:
    with Sandbox(layers=(only, "rlimits")) as sandbox:
        has(sandbox, only)
        assert sandbox.isolation == f"{only}+rlimits"
        assert asked(sandbox, "def f():\n    return 1", "f") == [1]
        assert bool(sandbox.weakness) == (only != "namespaces")


@pytest.mark.slow
def test_a_spawned_child_has_the_layers_that_need_no_server() -> None:
    with Sandbox(how="spawn") as sandbox:
        assert "namespaces" in sandbox.missing
        (descriptors,) = asked(sandbox, STATE, "descriptors")
        assert sandbox.isolation.endswith("rlimits")
    assert len(descriptors) <= 6  # its own three, the pipes of request and answers, the rules


@pytest.mark.parametrize(
    ("isolation", "weak"),
    [
        ("namespaces+landlock+seccomp+uid+rlimits", ""),
        ("namespaces+rlimits", ""),
        ("landlock+seccomp+rlimits", ""),
        ("seccomp+uid+rlimits", "no landlock (too old), and no namespaces in its place (too old)"),
        ("landlock+rlimits", "no seccomp (too old)"),
        ("rlimits", "no landlock (too old) and no seccomp (too old)"),
        ("process", "no landlock"),
    ],
)
def test_too_weak_is_without_files_or_processes_out_of_reach(isolation: str, weak: str) -> None:
    missing = {name: "too old" for name in LAYERS if name not in isolation.split("+")}
    assert weak in Found(isolation, missing).weakness
    assert bool(weak) == bool(Found(isolation, missing).weakness)


def test_what_cannot_be_tried_is_missing_with_the_reason_of_the_kernel() -> None:
    def refuse() -> None:
        raise PermissionError(1, "mount: Operation not permitted")

    assert layers.tried(refuse) == "mount: Operation not permitted"
    assert layers.tried(lambda: os._exit(3)) == "it ends the process"
    assert layers.tried(lambda: layers.must(False, "it does not hold")) == "it does not hold"
    assert layers.tried(lambda: None) == ""


@pytest.mark.parametrize("failing", ["capset", "prctl", "landlock_restrict_self", "seccomp"])
def test_a_child_that_cannot_apply_a_layer_runs_nothing(
    failing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = layers.prepare(("numpy",), ("landlock", "seccomp", "rlimits"), server=False)
    if len(found.names) < 3:
        pytest.skip(f"needs both layers: {found.missing}")
    works = kernel.call

    def broken(name: str, *arguments: int | bytes | None) -> int:
        if name == failing:
            raise OSError(1, f"{name}: Operation not permitted")
        return works(name, *arguments)

    program = ("ws", "ws.py", ["def f():\n    return 1"])
    kinds = [frame.kind for frame in told(found, program)]
    assert kinds == ["hello", "loading", "loaded", "ok", "end"]
    monkeypatch.setattr(kernel, "call", broken)
    (fault,) = told(found, program)
    assert fault.kind == "fault"
    assert failing in fault.text


def told(found: layers.Layers, program: object) -> list[wire.Frame]:
    """What a fork of this process, as a child of the sandbox, says about one call of `f`."""
    mine, theirs = socket.socketpair()
    child = os.fork()
    if not child:
        mine.close()
        call = calls.Call("ws", "f", "function", [], 1, repeat=False, watch=False, driver="")
        session.run(theirs.fileno(), theirs.fileno(), found, {0: [call]})
    theirs.close()
    limits = {"call": 5, "total": 60, "memory": 1 << 33, "output": 1000, "reply": 1000}
    order = {"programs": [program], "calls": [0], "exam": 0, "unfinished": [], "limits": limits}
    mine.sendall(request(order))
    said = bytearray()
    while piece := mine.recv(1 << 16):
        said += piece
    mine.close()
    os.waitpid(child, 0)
    return list(wire.frames(said, 1000))


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_of_system_calls_are_those_of_the_kernels_headers(machine: int) -> None:
    if not HEADERS[machine].is_file():
        pytest.skip("the headers of the kernel are not installed")
    lines = HEADERS[machine].read_text()
    known = {n: int(k) for n, k in re.findall(r"#define __NR3?2?6?4?_?(\w+)\s+(\d+)\b", lines)}
    known |= {n: int(k) for n, k in re.findall(r"#define __NR3264_(\w+)\s+(\d+)\b", lines)}
    compared = 0
    for name, numbers in kernel.NUMBERS.items():
        if name in known:
            assert numbers[machine] == known[name], name
            compared += 1
    assert compared > 100


def run_filter(code: bytes, number: int, argument: int = 0, machine: int = 0) -> int:
    """What the filter says to a system call: the few instructions that it uses, interpreted."""
    import struct

    data = struct.pack("<IIQ6Q", number, seccomp.AUDIT_ARCH[machine], 0, *[argument] * 6)
    steps = [struct.unpack_from("HBBI", code, at) for at in range(0, len(code), 8)]
    at = value = 0
    while True:
        operation, yes, no, constant = steps[at]
        if operation == seccomp.RETURN:
            return int(constant)
        if operation == seccomp.LOAD:
            (value,) = struct.unpack_from("<I", data, constant)
            at += 1
            continue
        holds = {
            seccomp.JUMP_EQUAL: value == constant,
            seccomp.JUMP_AT_LEAST: value >= constant,
            seccomp.JUMP_BITS: bool(value & constant),
        }[operation]
        at += 1 + (yes if holds else no)


@pytest.mark.parametrize("machine", range(len(kernel.MACHINES) if LINUX else 0))
def test_the_filter_denies_what_it_should_and_nothing_else_on_both_machines(
    machine: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "machine", lambda: machine)
    code = seccomp.program(77)
    denied = {*seccomp.denied(machine)}
    looked_into = {kernel.number(name) for name in seccomp.asked(77)}
    for number in range(600):
        said = run_filter(code, number, machine=machine)
        if number in denied:
            assert said == seccomp.EPERM, number
        elif number not in looked_into:
            assert said == seccomp.ALLOW, number

    def say(name: str, value: int) -> int:
        return run_filter(code, kernel.number(name), value, machine)

    assert say("clone", seccomp.CLONE_THREAD | 0x100) == seccomp.ALLOW
    assert say("clone", 0x11) == seccomp.EPERM
    assert say("clone3", 0) == seccomp.ENOSYS
    assert (say("tgkill", 77), say("tgkill", 78)) == (seccomp.ALLOW, seccomp.EPERM)
    assert (say("prlimit64", 0), say("prlimit64", 5)) == (seccomp.ALLOW, seccomp.EPERM)
    assert (say("ioctl", 0x5401), say("ioctl", seccomp.TIOCSTI)) == (seccomp.ALLOW, seccomp.EPERM)
    assert (say("fcntl", 1), say("fcntl", seccomp.F_SETOWN)) == (seccomp.ALLOW, seccomp.EPERM)
    assert say("fcntl", seccomp.F_SETLK) == say("fcntl", seccomp.F_SETLEASE) == seccomp.EPERM
    assert say("prctl", kernel.PDEATHSIG) == seccomp.EPERM
    assert run_filter(code, 1, machine=1 - machine) == seccomp.KILL_PROCESS
    if machine == 0:
        assert run_filter(code, seccomp.X32 + 1) == seccomp.EPERM


def test_another_machine_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel.machine.cache_clear()
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "", "", "", "riscv64")))
    with pytest.raises(OSError, match="no system calls are known for riscv64"):
        kernel.machine()
    kernel.machine.cache_clear()
