"""Programs that reach for what is not theirs.  Each line of the table is one attack.

    name: what it tries -> what is reported
        body of f(place, port, grader): the folder of a secret, a port somebody listens on, and the
        process of the grader.  It returns true if it got what it was after.

Reported is the status of a reply, as in `grader.sandbox.Reply`; `nothing` is a reply whose value
says that nothing was got.  Several words: any of them.
"""

import re
from typing import NamedTuple

PRELUDE = """
import ctypes, errno, fcntl, gc, mmap, os, resource, signal, socket, sys, threading, time
import numpy as np
libc = ctypes.CDLL(None, use_errno=True)
ARM = os.uname().machine == 'aarch64'
def call(x86, arm, *arguments):
    result = libc.syscall(ctypes.c_long(arm if ARM else x86), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), 'no')
    return True
def frame(kind, arrays=0, error=0, text=0, data=0):
    return b'BPTT' + bytes([kind, arrays]) + error.to_bytes(2, 'little') + \
        text.to_bytes(4, 'little') + data.to_bytes(4, 'little')
def told(word, values):
    count = 0
    for value in values:
        if isinstance(value, socket.socket):
            try:
                count += value.send(word)
            except OSError:
                pass
    return count
"""

TABLE = r"""
read_accounts: read a file that anyone may read -> raised
    return open('/etc/passwd').read(1)
read_secret: read a file beside the hand-ins -> raised
    return open(place + '/secret').read()
read_secret_by_number: the same without Python's help -> nothing raised
    return int(libc.open((place + '/secret').encode(), 0) >= 0)
read_by_mapping: map the file into memory -> raised
    return mmap.mmap(os.open(place + '/secret', os.O_RDONLY), 0, prot=mmap.PROT_READ)[0]
read_by_handle: open a file by its handle -> raised
    handle, mount = ctypes.create_string_buffer(b'\x80', 200), ctypes.byref(ctypes.c_int())
    return call(303, 264, -100, (place + '/secret').encode(), handle, mount, 0)
list_root: list the root folder -> raised
    return len(os.listdir('/'))
list_folder: list the folder of the secret -> raised
    return len(os.listdir(place))
list_home: list everybody's home -> raised
    return len(os.listdir('/home')) + 1
leave_root: leave the root by its parents -> raised
    return len(os.listdir('/' + '../' * 20))
leave_by_descriptor: find a folder among the descriptors -> nothing
    return sum(os.path.isdir(f'/proc/self/fd/{n}') for n in range(99))
write_file: write beside the hand-ins -> raised
    open(place + '/written', 'w').write('x')
    return 1
append_file: append to a file -> raised
    open(place + '/secret', 'a').write('x')
    return 1
truncate_file: empty a file -> raised
    os.truncate(place + '/secret', 0)
    return 1
make_folder: make a folder -> raised
    os.mkdir(place + '/made')
    return 1
remove_file: remove a file -> raised
    os.unlink(place + '/secret')
    return 1
rename_file: rename a file -> raised
    os.rename(place + '/secret', place + '/renamed')
    return 1
link_file: make a link to a file -> raised
    os.link(place + '/secret', place + '/linked')
    return 1
link_by_name: make a symbolic link -> raised
    os.symlink('/etc/passwd', place + '/linked')
    return 1
make_pipe: make a named pipe -> raised
    os.mkfifo(place + '/pipe')
    return 1
change_mode: open a folder to everybody -> raised
    os.chmod(place, 0o700)
    return 1
change_time: change the time of a file -> raised
    os.utime(place + '/secret', (0, 0))
    return 1
change_attribute: hide something in an attribute -> raised
    os.setxattr(place + '/secret', 'user.x', b'x')
    return 1
write_temporary: write where anyone may -> raised
    open('/tmp/written-by-a-submission', 'w').write('x')
    return 1
temporary_file: let Python find a place -> raised
    import tempfile
    return tempfile.mkstemp()
shared_memory_file: write into shared memory -> raised
    open('/dev/shm/written', 'w').write('x')
    return 1
file_in_memory: keep gigabytes outside the limit on memory -> raised
    return os.memfd_create('x')
shared_memory: share memory with others -> raised
    return call(29, 194, 4242, 4096, 0o1666)
message_queue: leave a message for the next one -> raised
    return call(68, 186, 4242, 0o1666)
posix_queue: leave a message under a name -> raised
    return call(240, 180, b'bptt', 0o102, 0o600, None)
semaphore: leave a semaphore for the next one -> raised
    return call(64, 190, 4242, 1, 0o1666)
key: leave a key in the kernel -> raised
    return call(248, 217, b'user', b'bptt', b'x', 1, -3)
lock_file: lock a file of the library -> raised
    return not fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX)
watch_files: watch what others do -> raised
    return call(294, 26, 0)
environment: read the environment of the grader -> raised
    return open(f'/proc/{grader}/environ', 'rb').read(1)
memory_of_grader: read the memory of the grader -> raised
    return open(f'/proc/{grader}/mem', 'rb').read(1)
memory_by_call: the same by a call -> raised
    return call(310, 270, grader, None, 0, None, 0, 0)
trace_grader: trace the grader -> raised
    return call(101, 117, 16, grader, 0, 0)
own_memory: write own memory past its protection -> raised
    return open('/proc/self/mem', 'r+b').read(1)
processes: list the processes -> raised
    return len(os.listdir('/proc'))
system: look at the system -> raised
    return len(os.listdir('/sys'))
terminal: type into the terminal -> raised
    return not fcntl.ioctl(os.open('/dev/tty', os.O_RDWR), 0x5412, b'x')
grader_by_path: import the grader -> raised
    sys.path[:0] = sys.argv + ['/work', '/usr/lib/python3/dist-packages', place]
    return __import__('gra' + 'der')
grader_in_memory: find the grader's modules in memory -> nothing
    return [m for m in gc.get_objects() if str(getattr(m, '__name__', '')).startswith('grader')]
library_that_differentiates: import what differentiates by itself -> nothing
    found = 0
    for name in ('torch', 'jax', 'autograd', 'sympy', 'tensorflow', 'casadi'):
        try:
            found += bool(__import__(name))
        except ImportError:
            pass
    return found
fork: fork -> raised
    return os.fork() + 1
fork_by_number: fork without Python -> raised
    return call(57, 220, 17, 0, 0, 0, 0)
clone: make a process as a thread is made -> raised
    return call(56, 220, 17, 0, 0, 0, 0)
clone_by_new_call: the same by a newer call -> raised
    return call(435, 435, ctypes.create_string_buffer(88), 88)
run_program: run a program -> raised
    import subprocess
    return not subprocess.run(['/bin/true']).returncode
run_by_shell: run a line in a shell -> nothing
    return int(os.system('true') == 0)
replace_itself: become another program -> raised
    os.execv('/bin/true', ['true'])
spawn_program: start a program in one call -> raised
    return os.posix_spawn('/bin/true', ['true'], {})
worker_process: start a worker -> raised
    import multiprocessing
    multiprocessing.get_context('fork').Process(target=print).start()
    return 1
daemon: leave a process behind -> raised
    if not os.fork():
        os.setsid()
        time.sleep(60)
    return 1
fork_bomb: as many processes as there may be -> nothing
    made = 0
    for _ in range(2000):
        try:
            made += os.fork() == 0
        except OSError:
            pass
    return made
signal_to_parent: reach the server by a signal -> raised
    os.kill(os.getppid() or 1, 0)
    return 1
signal_to_grader: reach the grader by a signal -> raised
    os.kill(grader, 0)
    return 1
signal_to_all: reach everything by a signal -> raised
    os.kill(-1, 0)
    return 1
signal_to_group: reach its own group by a signal -> raised
    os.killpg(0, 0)
    return 1
signal_by_descriptor: reach the grader by a descriptor -> raised
    return os.pidfd_open(grader)
signal_by_queue: reach the grader by a queued signal -> raised
    return call(129, 138, grader, 0, ctypes.create_string_buffer(128))
signal_by_owner: let a descriptor signal the grader -> raised
    fcntl.fcntl(3, 8, grader)
    return 1
survive_server: outlive the server -> raised
    if libc.prctl(1, 0, 0, 0, 0):
        raise PermissionError
    return 1
limit_grader: take the grader's descriptors away -> raised
    return resource.prlimit(grader, resource.RLIMIT_NOFILE)
slow_grader: slow the grader down -> raised
    os.setpriority(os.PRIO_PROCESS, grader, 19)
    return 1
pin_grader: put the grader on one core -> raised
    os.sched_setaffinity(grader, {0})
    return 1
raise_limits: raise its own limits -> raised
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
    return 1
raise_processor: raise its own time -> raised
    resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6))
    return 1
become_root: become root -> raised
    os.setuid(0 if os.getuid() else 1)
    return os.getuid() == 0
own_namespace: become root of a namespace -> raised
    return call(272, 97, 0x10000000)
other_namespace: enter another namespace -> raised
    return call(308, 268, 3, 0)
change_root: change the root folder -> raised
    os.chroot('/')
    return 1
mount: mount a file system -> raised
    return call(165, 40, b'x', b'/', b'tmpfs', 0, None)
mount_by_new_call: the same by newer calls -> raised
    return call(430, 430, b'tmpfs', 0)
host_name: rename the machine -> raised
    socket.sethostname('x')
    return 1
set_clock: set the clock -> raised
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    return 1
rings: calls by shared rings -> raised
    return call(425, 425, 1, ctypes.create_string_buffer(120))
kernel_program: run a program in the kernel -> raised
    return call(321, 280, 0, ctypes.create_string_buffer(128), 128)
performance: watch the machine's counters -> raised
    return call(298, 241, ctypes.create_string_buffer(128), 0, -1, -1, 0)
page_faults: handle page faults -> raised
    return call(323, 282, 0)
personality: turn protections of memory off -> raised
    return call(135, 92, 0x0040000)
socket: make a socket -> raised
    return socket.socket()
connect: connect to the machine -> raised
    return socket.create_connection(('127.0.0.1', port), 1)
datagram: send a datagram -> raised
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port))
local_socket: connect to a local service -> raised
    socket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')
    return 1
abstract_socket: listen under a name without a file -> raised
    socket.socket(socket.AF_UNIX).bind('\0bptt')
    return 1
socket_pair: make a pair of sockets -> raised
    return socket.socketpair()
web: fetch a page -> raised
    import urllib.request
    return urllib.request.urlopen(f'http://127.0.0.1:{port}', timeout=1)
name_server: tell somebody by a name -> raised
    return socket.getaddrinfo('secret.invalid', 80)
send_descriptor: send a descriptor to the grader -> raised
    socket.send_fds(socket.socket(fileno=os.dup(3)), [b'x'], [0])
    return 1
connect_its_own: connect the grader's socket elsewhere -> raised
    socket.socket(fileno=os.dup(3)).connect('/tmp/x')
    return 1
memory: take all the memory -> memory raised
    hoard = []
    while True:
        hoard.append(np.ones(10_000_000))
address_space: take all the addresses -> raised memory
    return len(mmap.mmap(-1, 1 << 40))
big_array: one array larger than the machine -> memory
    return np.ones((1 << 20, 1 << 20))
loop: never come back -> timeout
    while True:
        pass
sleep: sleep -> timeout
    time.sleep(1000)
ignore_signals: sleep, and ignore what wakes -> timeout
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        time.sleep(1)
loop_in_c: never come back from C -> timeout
    return 7 ** (10 ** 9)
backtrack: never come back from an expression -> timeout
    import re
    return re.match('(a+)+$', 'a' * 64 + 'b')
patched_clock: stop the clocks and never come back -> timeout
    time.time = time.monotonic = time.perf_counter = lambda: 0
    while True:
        pass
alarm_that_raises: an alarm in our lines -> raised timeout nothing crashed
    signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
    signal.setitimer(signal.ITIMER_REAL, 1e-3, 1e-3)
    return 0
wait_for_input: wait for input -> raised
    return input()
threads: as many threads as there may be -> raised nothing memory
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return 0
late_thread: a thread that goes on after the answer -> nothing
    threading.Thread(target=time.sleep, args=(60,)).start()
    return 0
descriptors: open all descriptors -> raised
    return [os.open(os.__file__, os.O_RDONLY) for _ in range(4000)]
recursion: recur until the memory ends -> crashed raised memory timeout
    sys.setrecursionlimit(10**9)
    g = lambda: g()
    return g()
segfault: read at address nought -> crashed
    return ctypes.string_at(0)
abort: abort -> crashed
    os.abort()
illegal: run what is no code -> crashed
    memory = mmap.mmap(-1, 4096, prot=7)
    memory.write(b'\x0f\x0b' if not ARM else bytes(4))
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
exit_quietly: end with success -> crashed
    os._exit(0)
exit_politely: ask Python to end -> raised
    sys.exit(0)
flood: print without end -> crashed
    while True:
        os.write(1, b'x' * 65536)
flood_of_errors: complain without end -> crashed
    while True:
        os.write(2, b'x' * 65536)
large_answer: an answer larger than is read -> shape
    return np.ones(1 << 20)
endless_answer: an answer of terabytes without memory -> shape
    return np.lib.stride_tricks.as_strided(np.ones(1), (1 << 40,), (0,))
deep_answer: more dimensions than are read -> shape
    return np.ones((1,) * 9)
endless_list: a list that holds itself -> shape raised
    value = []
    value.append(value)
    return value
hanging_answer: an object that never becomes an array -> timeout
    class Slow:
        def __array__(self, *_, **__):
            while True:
                pass
    return Slow()
lying_answer: an object that says it is an array -> shape raised
    class Lie:
        __class__ = np.ndarray
        dtype, ndim, shape, nbytes, size = np.dtype(float), 0, (), 8, 1
    return Lie()
object_answer: an array of objects with code in it -> shape
    return np.array([type('X', (), {'__float__': lambda self: 1.0})()] * 3, dtype=object)
noise_to_grader: noise where answers are read -> crashed
    os.write(3, os.urandom(500))
    return 0
frame_of_gigabytes: announce gigabytes -> crashed
    os.write(3, frame(0, 1, 0, 0, (1 << 32) - 1))
    return 0
frame_before_its_time: answer before one is asked, and the end -> crashed
    os.write(3, frame(0) + frame(10))
    time.sleep(60)
frame_of_the_sandbox: say that the sandbox failed -> crashed
    os.write(3, frame(6, 0, 0, 0, 0))
    time.sleep(60)
frame_of_hello: start again -> crashed
    os.write(3, frame(5, 0, 0, 0, 0))
    time.sleep(60)
frame_half: half an answer, and silence -> timeout
    os.write(3, b'BPTT')
    time.sleep(60)
remarks_without_end: remark without end -> crashed
    while True:
        os.write(3, frame(9, 0, 2) + b'ws')
close_all: close every descriptor -> crashed
    os.closerange(0, 99)
    time.sleep(60)
replace_connection: put something else where answers go -> crashed timeout
    os.dup2(os.open('/dev/null', os.O_RDWR), 3)
    return 0
endless_message: an exception with a message without end -> raised
    raise ValueError('x' * 10**7)
hostile_exception: an exception that cannot be told -> raised
    class E(BaseException):
        def __str__(self):
            raise SystemExit
    raise E
hostile_name: an exception whose name clears the screen -> raised
    raise type('\x1b[2J\u202e<script>', (Exception,), {})('=1+1')
patched_library: patch what our lines in the child use -> nothing raised crashed
    import json, struct, builtins
    np.ndarray.__eq__ = None if False else np.ndarray.__eq__
    builtins.isinstance = lambda *_: True
    builtins.len = lambda *_: 0
    return 0
patched_exit: patch the end of the process -> nothing
    os._exit = lambda code: time.sleep(60)
    return 0
import_hook: take over what is imported -> nothing
    sys.meta_path.clear()
    sys.modules.clear()
    return 0
no_garbage: turn the collection of garbage off and fill the memory -> nothing memory
    gc.disable()
    return 0
calls_of_32_bits: fork by the calls of another table -> crashed
    code = b'\xb8\x02\x00\x00\x00\xcd\x80\xc3' if not ARM else bytes(4)
    memory = mmap.mmap(-1, 4096, prot=7)
    memory.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
calls_of_x32: fork by numbers of a third table -> raised
    return call(0x40000000 + 57, 220, 17, 0, 0, 0, 0)
thread_of_another_world: a thread that is root of a namespace -> raised
    return call(56, 220, 0x10000000 | 0x00010000 | 0x800 | 0x100, 0, 0, 0, 0)
secret_memory: memory outside the limit, hidden from the kernel -> raised
    return call(447, 447, 0)
descriptor_of_grader: take a descriptor out of the grader -> raised
    return call(438, 438, 3, 0, 0)
pidfd_of_grader: ask the connection for a handle of the grader -> raised
    return socket.socket(fileno=os.dup(3)).getsockopt(socket.SOL_SOCKET, 77)
peer_of_connection: ask the connection who the grader is -> raised
    return socket.socket(fileno=os.dup(3)).getsockopt(socket.SOL_SOCKET, 17, 12)
filter_on_connection: load a program into the connection -> raised
    program = ctypes.create_string_buffer(16)
    return call(54, 208, 3, 1, 26, program, 16)
lock_by_range: lock a range of a device that others have open -> raised
    fcntl.lockf(os.open('/dev/null', os.O_RDWR), fcntl.LOCK_EX | fcntl.LOCK_NB)
    return 1
lock_by_open_file: lock by the open file, not the process -> raised
    return not fcntl.fcntl(os.open('/dev/null', os.O_RDWR), 37, bytes([1] + [0] * 31))
lease: make others wait who write a file of the library -> raised
    return not fcntl.fcntl(os.open(os.__file__, os.O_RDONLY), 1024, fcntl.F_RDLCK)
notice: be told what happens in a folder of the library -> raised
    return not fcntl.fcntl(os.open(os.path.dirname(os.__file__), os.O_RDONLY), 1026, 2)
open_by_newer_call: open by a newer call, outside the root -> raised
    how = ctypes.create_string_buffer((0).to_bytes(8, 'little') * 3)
    return call(437, 437, -100, (place + '/secret').encode(), how, 24)
root_of_others: go into another process's root -> raised
    return len(os.listdir('/proc/1/root')) + len(os.listdir(f'/proc/{grader}/cwd'))
list_mounts: list what is mounted on the machine -> raised
    request = ctypes.create_string_buffer((24).to_bytes(8, 'little') + b'\xff' * 8 + bytes(8))
    return call(458, 458, request, ctypes.create_string_buffer(800), 100, 0)
tree_by_newest_call: clone a tree of mounts with other attributes -> raised
    return call(467, 467, -100, b'/', 1, None, 0)
trace_me: be traced by the server -> raised
    return call(101, 117, 0, 0, 0, 0)
compare_with_grader: compare descriptors with the grader's -> raised
    return call(312, 272, os.getpid(), grader, 0, 0, 0)
keyring: join the keyring of the session -> raised
    return call(250, 219, 1, None)
rings_enter: enter a ring that somebody has made -> raised
    return call(426, 426, 3, 1, 0, 0, None, 0)
write_entropy: count entropy that is none -> raised
    pool = os.open('/dev/urandom', os.O_RDWR)
    return not fcntl.ioctl(pool, 0x40045201, (64).to_bytes(4, 'little'))
write_random: stir the machine's random numbers -> raised
    return os.write(os.open('/dev/urandom', os.O_WRONLY), b'x')
move_to_device: send a file to a device without reading it -> raised
    return os.sendfile(os.open('/dev/null', os.O_WRONLY), os.open(place + '/secret', 0), 0, 10)
load_library: load code of its own as a library -> raised
    return ctypes.CDLL(place + '/secret')
capability: raise a capability for what it starts -> raised
    if libc.prctl(47, 2, 21, 0, 0):
        raise PermissionError
    return 1
dumpable_again: let others look into it -> raised
    if libc.prctl(4, 1, 0, 0, 0):
        raise PermissionError
    return 1
niceness: be favoured by the scheduler -> raised
    os.nice(-5)
    return 1
real_time: run before everything else -> raised
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return 1
audit_hook: refuse everything that our lines do afterwards -> nothing raised
    def refuse(event, arguments):
        raise RuntimeError(event)
    sys.addaudithook(refuse)
    return 0
trace_our_lines: watch and change our lines by a trace -> nothing raised crashed
    def trace(frame, event, argument):
        frame.f_locals.clear()
        raise ValueError
    sys._getframe(1).f_trace = trace
    sys.settrace(trace)
    return 0
profile_that_hangs: hang in our lines by a profile -> timeout
    def profile(frame, event, argument):
        if frame.f_code.co_name in ('packed', 'pack', 'send'):
            time.sleep(1000)
    sys.setprofile(profile)
    return 0
traceback_without_end: an exception whose traceback has no end -> timeout raised crashed
    class Step:
        @property
        def tb_next(self):
            return self
        tb_frame = sys._getframe()
        tb_lineno = 1
    raise type('E', (Exception,), {'__traceback__': property(lambda self: Step())})
exception_that_breaks_ours: an exception that breaks the line that tells it -> crashed raised
    raise type('E', (Exception,), {'__traceback__': property(lambda self: 1 / 0)})
return_from_exit: come back from the end and go on as the server -> nothing crashed
    os._exit = lambda code: None
    threading.Thread(target=time.sleep, args=(60,)).start()
    return 0
flow_back_to_server: climb the frames to the server and take its socket -> nothing
    found, frame = 0, sys._getframe()
    while frame:
        found += told(b'k', list(frame.f_locals.values()))
        frame = frame.f_back
    return found
sockets_in_memory: find the server's socket among all objects -> nothing
    return told(b'r', gc.get_objects())
pointer_in_array: an array whose numbers lie at address eight -> crashed
    class A:
        __array_interface__ = dict(shape=(9,), typestr='<f8', data=(8, False), version=3)
    return np.asarray(A())
strides_of_lies: an array that reads past its end -> crashed
    a = np.lib.stride_tricks.as_strided(np.zeros(1), (9,), (1 << 40,))
    return a
growing_answer: an answer that grows while it is read -> ok
    value = [0.0]
    class L(list):
        def __len__(self):
            value.extend([1.0] * 10_000)
            return len(value)
        def __iter__(self):
            return iter(value)
    return L()
changing_answer: an answer that another thread changes as it is sent -> nothing shape raised
    value = np.zeros((2, 2))
    def change():
        while True:
            value.shape = (4,)
            value.shape = (2, 2)
    threading.Thread(target=change, daemon=True).start()
    return value
name_of_kilobytes: a type whose name fills the report -> shape
    return type('x' * 1_000_000 + '\x1b[2J', (), {})()
frame_of_another_topic: remark in the name of another topic -> crashed
    os.write(3, frame(9, 0, 2) + b'wy')
    time.sleep(60)
shape_of_nothing: an empty answer with sides of gigabytes -> crashed
    os.write(3, frame(0, 1) + bytes([0, 4, 102, 8]) + b'\xff' * 12 + bytes(4))
    time.sleep(60)
itemsize_of_nothing: a number that was never of any size -> crashed
    os.write(3, frame(0, 1, 0, 0, 8) + bytes([0, 0, 102, 255]) + bytes(16 + 8))
    time.sleep(60)
close_connection: hang up in the middle -> crashed
    os.write(3, b'BPT')
    os.close(3)
    time.sleep(60)
shut_connection: stop the other direction -> crashed
    libc.shutdown(3, 2)
    return 0
read_next_request: wait for what the grader sends next -> timeout
    return len(os.read(3, 100))
fault_handler: end by a watchdog of its own -> crashed
    import faulthandler
    faulthandler.dump_traceback_later(0.01, exit=True)
    time.sleep(60)
fault_handler_to_connection: let a watchdog write where answers go -> crashed
    import faulthandler
    faulthandler.dump_traceback(file=3)
    return 0
exit_by_destructor: an object that ends the program when it is let go -> crashed
    class D:
        def __del__(self):
            os._exit(0)
    D()
    return 0
collector: a collection of garbage that never ends -> timeout
    gc.callbacks.append(lambda *_: time.sleep(1000))
    gc.collect()
    return 0
hundred_pipes: memory of the kernel, by pipes -> raised
    for _ in range(100):
        fcntl.fcntl(os.pipe()[1], 1031, 1 << 20)
    return 1
priority_of_cores: interrupt all cores -> nothing
    return 0 * libc.syscall(324 if not ARM else 283, 0, 0, 0)
sockets_that_were_kept: find the server's socket among what it keeps from being collected -> nothing
    gc.unfreeze()
    return told(b'r', gc.get_objects())
texts_of_others: find the program of somebody else in what the server keeps -> nothing
    gc.unfreeze()
    text, found = ''.join(('np.ara', 'nge(n)')), 0
    for value in gc.get_objects():
        for part in gc.get_referents(value):
            if isinstance(part, str):
                found += text in part and part is not text
            if isinstance(part, bytes):
                found += text.encode() in part
    return found
answers_of_others: find arrays in what the server keeps -> nothing
    gc.unfreeze()
    kept = [part for value in gc.get_objects() for part in gc.get_referents(value)]
    return sum(isinstance(part, np.ndarray) and part.size > 9 for part in kept)
requests_of_others: find requests and replies in what the server keeps -> nothing
    gc.unfreeze()
    kept = [part for value in gc.get_objects() for part in gc.get_referents(value)]
    return sum(isinstance(part, bytes) and b'BPTT' in part[:200] and len(part) > 4 for part in kept)
threads_of_a_fork: start threads in a fork whose modules do not know that it is one -> nothing
    done = []
    for number in range(9):
        threading.Thread(target=done.append, args=(number,)).start()
    while len(done) < 9:
        time.sleep(0.001)
    return int(threading.current_thread() is not threading.main_thread())
scan_descriptors: find a descriptor that nobody meant for it -> nothing
    return sum(libc.fcntl(number, 1) >= 0 for number in range(4, 1024))
overlapping_record: records whose fields overlap -> shape
    return np.zeros(3, {'names': ['a', 'b'], 'formats': ['f8', 'i8'], 'offsets': [0, 0]})
subclass_that_runs: an array with code of its own at every turn -> nothing
    def evil(self, *_, **__):
        raise SystemExit
    names = ('__array_ufunc__', '__array_function__', '__buffer__', 'tobytes', 'astype')
    return np.zeros(3).view(type('E', (np.ndarray,), dict.fromkeys(names, evil)))
"""


class Attack(NamedTuple):
    """One program, what it tries, and what may be reported of it."""

    name: str
    tries: str
    reported: frozenset[str]
    source: str


def read(table: str, prelude: str, head: str) -> list[Attack]:
    """The attacks of a table; `head` is the line that each body stands under."""
    found = []
    for title, body in re.findall(r"^(\w.*)\n((?:(?:    .*)?\n)+)", table, re.MULTILINE):
        name, tries, reported = re.fullmatch(r"(\w+): (.*) -> ([\w ]+)", title).groups()  # type: ignore[union-attr]
        words = frozenset(reported.split())
        found.append(Attack(name, tries, words, f"{prelude}\n{head}\n{body}"))
    return found


REACH = read(TABLE, PRELUDE, "def f(place, port, grader):")
