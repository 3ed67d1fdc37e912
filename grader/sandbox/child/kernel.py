"""System calls of Linux by their names, and the numbers they have on two machines.

Numbers of x86-64: arch/x86/entry/syscalls/syscall_64.tbl of the kernel's source; of aarch64:
include/uapi/asm-generic/unistd.h.  `-` stands for a call that a machine does not have.
"""

import ctypes
import os
from functools import lru_cache

MACHINES = ("x86_64", "aarch64")

# What a layer needs.
USED = """
    capset:126:91 landlock_add_rule:445:445 landlock_create_ruleset:444:444
    landlock_restrict_self:446:446 mount:165:40 mount_setattr:442:442 pivot_root:155:41
    prctl:157:167 seccomp:317:277 setns:308:268 umount2:166:39 unshare:272:97
"""
# What seccomp.py looks into.
ASKED = "clone:56:220 clone3:435:435 fcntl:72:25 ioctl:16:29 prlimit64:302:261 tgkill:234:131"
# What a gradient never needs, by what it could be used for.
DENIED = """
    execve:59:221 execveat:322:281 fork:57:- vfork:58:-
    kill:62:129 tkill:200:130 rt_sigqueueinfo:129:138 rt_tgsigqueueinfo:297:240
    pidfd_open:434:434 pidfd_getfd:438:438 pidfd_send_signal:424:424
    ptrace:101:117 process_vm_readv:310:270 process_vm_writev:311:271 kcmp:312:272
    process_madvise:440:440 process_mrelease:448:448 migrate_pages:256:238 move_pages:279:239
    socket:41:198 socketpair:53:199 connect:42:203 bind:49:200 listen:50:201 accept:43:202
    accept4:288:242 sendto:44:206 sendmsg:46:211 sendmmsg:307:269
    getsockopt:55:209 setsockopt:54:208
    unshare:272:97 setns:308:268 chroot:161:51 pivot_root:155:41 mount:165:40 umount2:166:39
    open_tree:428:428 move_mount:429:429 fsopen:430:430 fsconfig:431:431 fsmount:432:432
    fspick:433:433 mount_setattr:442:442 open_tree_attr:467:467
    statmount:457:457 listmount:458:458
    chmod:90:- fchmod:91:52 fchmodat:268:53 fchmodat2:452:452 chown:92:- fchown:93:55 lchown:94:-
    fchownat:260:54 utime:132:- utimes:235:- futimesat:261:- utimensat:280:88 setxattr:188:5
    lsetxattr:189:6 fsetxattr:190:7 removexattr:197:14 lremovexattr:198:15 fremovexattr:199:16
    setxattrat:463:463 removexattrat:466:466 file_setattr:469:469 mknod:133:- mknodat:259:33
    flock:73:32 inotify_init:253:- inotify_init1:294:26 fanotify_init:300:262
    name_to_handle_at:303:264 open_by_handle_at:304:265 memfd_create:319:279 memfd_secret:447:447
    shmget:29:194 shmat:30:196 shmctl:31:195 semget:64:190 semctl:66:191 msgget:68:186
    msgctl:71:187 msgsnd:69:189 msgrcv:70:188 mq_open:240:180 mq_unlink:241:181
    bpf:321:280 perf_event_open:298:241 userfaultfd:323:282 io_uring_setup:425:425
    io_uring_enter:426:426 io_uring_register:427:427 keyctl:250:219 add_key:248:217
    request_key:249:218 personality:135:92 modify_ldt:154:- iopl:172:- ioperm:173:- uselib:134:-
    setpriority:141:140 sched_setaffinity:203:122 sched_setscheduler:144:119
    sched_setparam:142:118 sched_setattr:314:274 ioprio_set:251:30
    init_module:175:105 finit_module:313:273 delete_module:176:106 kexec_load:246:104
    kexec_file_load:320:294 reboot:169:142 swapon:167:224 swapoff:168:225 acct:163:89
    quotactl:179:60 quotactl_fd:443:443 syslog:103:116 vhangup:153:58 sethostname:170:161
    setdomainname:171:162 settimeofday:164:170 clock_settime:227:112 clock_adjtime:305:266
    adjtimex:159:171
"""


def table(entries: str) -> dict[str, tuple[int | None, ...]]:
    """Name of a call -> its number on each of the machines, None where it does not exist."""
    rows = (entry.split(":") for entry in entries.split())
    return {name: tuple(None if n == "-" else int(n) for n in rest) for name, *rest in rows}


NUMBERS = table(USED + ASKED + DENIED)
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


@lru_cache
def machine() -> int:
    """Which of the machines this is; OSError if it is another."""
    here = os.uname().machine
    if here not in MACHINES or ctypes.sizeof(ctypes.c_void_p) != 8:
        raise OSError(f"no system calls are known for {here}")
    return MACHINES.index(here)


def number(name: str) -> int:
    """The number of a system call here."""
    here = NUMBERS[name][machine()]
    assert here is not None
    return here


def call(name: str, *arguments: int | bytes | ctypes.Structure | None) -> int:
    """Make a system call; OSError, with the call's name, if it fails."""
    given = [ctypes.c_long(a) if isinstance(a, int) else pointer(a) for a in arguments]
    result: int = _libc.syscall(ctypes.c_long(number(name)), *given)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def pointer(value: bytes | ctypes.Structure | None) -> object:
    return ctypes.byref(value) if isinstance(value, ctypes.Structure) else value


# prctl, from include/uapi/linux/prctl.h
PDEATHSIG, DUMPABLE, SUBREAPER, NO_NEW_PRIVS = 1, 4, 36, 38


def prctl(option: int, value: int) -> None:
    """Set an attribute of this process."""
    call("prctl", option, value, 0, 0, 0)
