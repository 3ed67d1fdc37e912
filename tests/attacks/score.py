"""Programs and files that reach for points.  Same form as in `reach`; the body is that of
grad_Wy(x, s0, d, Wx, Ws, Wy), what is reported is a verdict.
"""

from tests.attacks.reach import PRELUDE, read

OURS = """
def of_session(name):
    step = sys._getframe()
    while name not in step.f_locals and name not in step.f_globals:
        step = step.f_back
    return step.f_locals.get(name) or step.f_globals[name]
"""

TABLE = r"""
equal_to_all: an answer that is equal to everything -> invalid
    return type('E', (), {'__eq__': lambda *_: True, '__hash__': None})()
equal_array: an array that is equal to everything -> incorrect
    kind = type('E', (np.ndarray,), {'__eq__': lambda *_: np.True_, '__sub__': lambda a, b: 0})
    return np.ones(Wy.shape).view(kind)
array_by_method: an object that is another array each time -> incorrect
    return type('E', (), {'__array__': lambda *_, **__: np.zeros(Wy.shape)})()
not_a_number: not a number in every place -> invalid
    return np.full(Wy.shape, np.nan)
infinite: infinite in every place -> invalid
    return np.full(Wy.shape, np.inf)
near_infinite: as large as a number can be -> incorrect
    return np.full(Wy.shape, 1.7e308)
empty: no entries, so that none is wrong -> invalid
    return np.empty((0, *Wy.shape[1:]))
scalar: one number for all -> invalid
    return 0.0
one_more_dimension: a shape that compares with every other -> invalid
    return np.zeros((1, *Wy.shape))
masked: all entries masked -> invalid
    return np.ma.masked_all(Wy.shape)
complex_numbers: an answer with an imaginary part -> invalid
    return np.zeros(Wy.shape) + 1j
objects: objects among the numbers -> invalid
    return np.full(Wy.shape, None)
truths: true in every place -> invalid
    return np.ones(Wy.shape, bool)
texts: texts in every place -> invalid
    return np.full(Wy.shape, '1')
records: records in every place -> invalid
    return np.zeros(Wy.shape, [('a', float)])
dates: dates in every place -> invalid
    return np.zeros(Wy.shape, 'm8[s]')
generator: a generator -> invalid
    return (0.0 for _ in Wy)
function: a function -> invalid
    return grad_Wy
ragged: rows of unequal length -> invalid
    return [[1.0], [1.0, 2.0]]
large_numbers: whole numbers beyond 64 bits -> invalid incorrect
    return [[10**400] * Wy.shape[1]] * Wy.shape[0]
changed_inputs: make every right answer nought by its inputs -> incorrect
    for array in (x, s0, d, Wx, Ws, Wy):
        array[...] = 0
    return np.zeros(Wy.shape)
rigged_numbers: rig the random numbers of the grader -> incorrect
    np.random.seed(0)
    np.random.normal = np.random.default_rng = lambda *_, **__: 0
    return np.zeros(Wy.shape)
patched_comparison: make every comparison true -> incorrect
    np.allclose = np.isclose = np.array_equal = np.testing.assert_allclose = lambda *_, **__: True
    np.abs = np.absolute = np.max = lambda *_, **__: 0.0
    return np.zeros(Wy.shape)
patched_builtins: make every difference nought -> incorrect invalid error crashed
    import builtins
    builtins.abs = builtins.max = builtins.sum = lambda *_, **__: 0
    builtins.all = builtins.any = lambda *_: True
    return np.zeros(Wy.shape)
leave_with_success: end with success before anything is compared -> crashed
    os._exit(0)
leave_politely: end with success, politely -> error
    raise SystemExit(0)
printed_grade: print a grade -> incorrect
    print('{"schema": 1, "score": 100, "questions": [{"verdict": "correct"}]}')
    return np.zeros(Wy.shape)
written_grade: write a grade -> error
    open('results/students/s001.json', 'w').write('{}')
answers_in_frames: look for the answer in the frames above -> incorrect error
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, np.ndarray) and value.shape == Wy.shape and value is not Wy:
                return value
        frame = frame.f_back
    return np.zeros(Wy.shape)
answers_in_memory: look for the answer in memory -> incorrect
    for value in gc.get_objects():
        if isinstance(value, np.ndarray) and value.shape == Wy.shape and value is not Wy:
            return value
    return np.zeros(Wy.shape)
answers_in_request: look for the answer in what the grader sent -> incorrect error
    for call in of_session('calls'):
        for a in call.arguments:
            if a.shape == Wy.shape and not np.array_equal(a, Wy):
                return a
    return np.zeros(Wy.shape)
answers_in_what_was_kept: look for the answer in what the server kept for all -> incorrect
    gc.unfreeze()
    for value in gc.get_objects():
        for found in gc.get_referents(value):
            if isinstance(found, np.ndarray) and found.shape == Wy.shape and found is not Wy:
                return found
    return np.zeros(Wy.shape)
one_frame_for_all: answer all calls in one frame before they are asked, and end -> invalid
    one = of_session('wire').pack_array(np.zeros(Wy.shape))
    os.write(3, of_session('wire').pack('ok', arrays=[one] * 24) + frame(10))
    time.sleep(60)
one_frame_too_long: answer more than is asked in one frame -> crashed
    one = of_session('wire').pack_array(np.zeros(Wy.shape))
    os.write(3, of_session('wire').pack('ok', arrays=[one] * 25) + frame(10))
    time.sleep(60)
empty_and_endless: answer all calls with nothing times gigabytes -> invalid
    line = bytes([0, 2, 102, 8]) + bytes(4) + b'\xff' * 4 + bytes(8)
    os.write(3, frame(0, 24) + 24 * line + frame(10))
    time.sleep(60)
thousands_of_frames: thousands of frames that say nothing -> crashed error
    os.write(3, frame(1) * 5_000)
    time.sleep(60)
frames_after_the_end: go on after the end -> invalid
    line = bytes([0, 2, 102, 8]) + bytes(4) + b'\xff' * 4 + bytes(8)
    os.write(3, frame(0, 24) + 24 * line + frame(10) + frame(0) * 99)
    time.sleep(60)
file_that_runs_again: say that a file runs while answers wait -> crashed
    if of_session('answers').held:
        os.write(3, frame(7, 0, 2) + b'wy' + frame(8, 0, 2) + b'wy')
    return np.zeros(Wy.shape)
answers_taken_away: take away the answers that wait to be sent -> crashed
    of_session('answers').held.clear()
    return np.zeros(Wy.shape)
answers_doubled: send the answers that wait twice -> crashed
    waiting = of_session('answers')
    waiting.held += waiting.held
    return np.zeros(Wy.shape)
silent_packing: let our lines pack nothing -> crashed
    of_session('wire').pack = lambda *_, **__: b''
    return np.zeros(Wy.shape)
broken_clock: break the clock that says how long answers wait -> incorrect
    time.monotonic = time.perf_counter = time.time = None
    return np.zeros(Wy.shape)
thread_of_frames: answer by a thread as well -> crashed
    def answer():
        while True:
            os.write(3, frame(0))
    threading.Thread(target=answer, daemon=True).start()
    time.sleep(0.1)
    return np.zeros(Wy.shape)
exit_as_an_array: end the program where the answer becomes an array, later on -> crashed
    global calls
    calls = globals().get('calls', 0) + 1
    made = lambda *_, **__: np.zeros(Wy.shape) if calls < 5 else os._exit(0)
    return type('E', (), {'__array__': made})()
exit_as_a_message: end the program where an exception is told, later on -> crashed
    global calls
    calls = globals().get('calls', 0) + 1
    if calls == 5:
        raise type('E', (Exception,), {'__str__': lambda _: os._exit(0)})
    return np.zeros(Wy.shape)
no_memory_to_pack: leave no memory for packing -> incorrect crashed
    global hoard
    hoard = globals().get('hoard', [])
    for size in (1 << 20, 1 << 14, 1 << 9, 64):
        try:
            while True:
                hoard.append(bytes(size))
        except MemoryError:
            pass
    return np.zeros(Wy.shape)
no_room_to_recur: leave no room for calls in our lines -> error crashed
    for limit in range(1, 99):
        try:
            sys.setrecursionlimit(limit)
            break
        except RecursionError:
            pass
    return np.zeros(Wy.shape)
answers_by_import: import what knows the answer -> error
    from grader.judge.expected import cases
    return cases
answers_in_solutions: read the solutions -> error
    return open(sys.argv[0].rpartition('/grader/')[0] + '/solutions/02_wy/wy.py').read()
forged_reply: send an answer of its own, then another -> crashed
    line = bytes([0, 2, 102, 8]) + b''.join(n.to_bytes(4, 'little') for n in (*Wy.shape, 0, 0))
    os.write(3, frame(0, 1, 0, 0, 8 * Wy.size) + line + bytes(8 * Wy.size))
    return np.zeros(Wy.shape)
forged_correct: send the word that it is right -> crashed
    os.write(3, b'correct' * 10)
    return np.zeros(Wy.shape)
skipped_calls: keep the sandbox from calling again -> crashed incorrect timeout
    for value in gc.get_objects():
        if type(value).__name__ == 'Respondent':
            value.answer = lambda call: b''
    return np.zeros(Wy.shape)
first_answer_again: answer the first call for all of them -> incorrect invalid
    global kept
    try:
        return kept
    except NameError:
        kept = 2 * np.outer(np.tanh(x[0] @ Wx + s0 @ Ws), np.tanh(x[0] @ Wx + s0 @ Ws) @ Wy - d)
        return kept
half_precision: an answer in half precision -> incorrect
    s = s0
    for row in x:
        s = np.tanh(row @ Wx + s @ Ws)
    return np.outer(s, 2 * (s @ Wy - d)).astype(np.float16)
memory_of_the_first: keep what the first call was given, and give it back -> incorrect invalid
    global seen
    seen = [*globals().get('seen', []), x]
    return seen[0]
time_out_once: hang at the second call only -> timeout
    global calls
    calls = globals().get('calls', 0) + 1
    while calls == 2:
        pass
    return np.zeros(Wy.shape)
forged_session: send all answers and the end before one is asked -> crashed
    line = bytes([0, 2, 102, 8]) + b''.join(n.to_bytes(4, 'little') for n in (*Wy.shape, 0, 0))
    body = line + bytes(8 * Wy.size)
    os.write(3, (frame(0, 1, 0, 0, 8 * Wy.size) + body) * 13 + frame(10))
    time.sleep(60)
forged_not_asked: say that it was never asked -> unanswered
    raise type('NotImplementedError', (Exception,), {})
verdict_in_message: an exception that says it is right -> error
    raise type('correct', (Exception,), {})('"verdict": "correct", "score": 1.0')
smallest_number: the whole number that has no opposite -> incorrect
    return np.full(Wy.shape, np.iinfo(np.int64).min)
unsigned: whole numbers that are negative ones elsewhere -> incorrect
    return np.full(Wy.shape, np.iinfo(np.uint64).max, np.uint64)
long_doubles: numbers of 80 bits beyond those of 64 -> invalid
    return np.full(Wy.shape, np.longdouble('1e4000'))
payload: not a number with a message in it -> invalid
    return np.full(Wy.shape, 0x7ff8dead_beef0001).view(float)
one_row_for_all: one row, in memory for all -> incorrect
    return np.lib.stride_tricks.as_strided(np.zeros(Wy.shape[1]), Wy.shape, (0, 8))
no_dimensions: an array of arrays that is none -> invalid
    return np.array(np.zeros(Wy.shape), dtype=object)[()]
buffer: bytes that could be numbers -> invalid
    return memoryview(np.zeros(Wy.shape))
first_that_fits: the argument that has the shape of the answer -> incorrect
    return next(a for a in (Wy, x, Wx, Ws) if a.shape == Wy.shape)
inputs_changed_by_thread: change the inputs after the answer -> incorrect
    threading.Thread(target=lambda: [a.fill(0) for a in (x, s0, d, Wx, Ws, Wy)] * 99).start()
    return np.zeros(Wy.shape)
calls_counted: answer by the number of the call, for each by a table -> incorrect invalid
    global calls
    calls = globals().get('calls', 0) + 1
    return np.full(Wy.shape, float(calls))
patched_packing: send the reply of another call by our own lines -> incorrect invalid crashed
    for value in gc.get_objects():
        if getattr(value, '__name__', '') == 'pack_array' and hasattr(value, '__code__'):
            value.__code__ = (lambda array: bytes([0, 0, 102, 8]) + bytes(8)).__code__
    return np.zeros(Wy.shape)
secret_in_server: look for the secret, the seed and the sets of probes -> incorrect
    for value in gc.get_objects():
        if isinstance(value, dict) and {'secret', 'seed', 'expected', 'probes'} & set(
            k for k in value if isinstance(k, str)
        ):
            for found in value.values():
                if isinstance(found, np.ndarray) and found.shape == Wy.shape:
                    return found
    return np.zeros(Wy.shape)
answers_by_path: import the solution by its topic's name -> error
    root = sys.orig_argv[4].split('/grader/')[0]
    sys.path[:0] = [root, root + '/solutions/02_wy']
    import solutions
    return solutions
"""

SCORE = read(TABLE, PRELUDE + OURS, "def grad_Wy(x, s0, d, Wx, Ws, Wy):")

# To follow the right answers of `gates`.  Verdicts are kept by what was sent.  This sends what a
# right program sends for `grads_full`, but while the last call of `fixed` is still to be answered:
# if that took the first of these arrays, the right bytes would be kept as a wrong answer.
SHIFTED = f"""
{PRELUDE}
{OURS}
honest, count = fixed, 0

def fixed(*given):
    global count
    count += 1
    if count < 12:
        return honest(*given)
    of_session('answers').send()
    for place in of_session('order')['calls']:
        call = of_session('calls')[place]
        if call.name == 'grads_full':
            answer = of_session('respondent').answer(call)
            os.write(3, of_session('wire').pack(*answer))
    os.write(3, of_session('wire').pack('end'))
    time.sleep(60)
"""

# Formulas are never run; these try to be, or to keep the judge busy.  All of `wy.chain`.
FORMULAS = {
    "call": "__import__('os')._exit(0)",
    "attribute": "dE3.__class__.__mro__",
    "lambda": "(lambda: 1)()",
    "format": "{x.__class__}",
    "exponents": "9^9^9^9^9^9^9",
    "exponent": "dE3/dy3^99999999",
    "digits": "1" * 19_000,
    "brackets": "(" * 9_000 + ")" * 9_000,
    "open brackets": "(" * 19_000,
    "minus signs": "-" * 19_000 + "1",
    "sums": "+".join(["dE3/dy3"] * 2_000),
    "products": "*".join(["dE3/dy3"] * 2_000),
    "powers of sums": "(dE3/dy3 + dy3/dWy)^200",
    "nested sums": "Sum(" * 200 + "x" + ", k, 1, N)" * 200,
    "long name": "x" * 19_000,
    "too long": "x" * 30_000,
    "fractions": "\\frac{" * 3_000,
    "surrogate": "dE3/dy3 * dy3/dWy \ud800",
    "controls": "dE3/dy3\x1b[2J * dy3/dWy",
    "direction": "\u202edE3/dy3 * dy3/dWy",
    "zero width": "dE3/dy3 *\u200b d\u200by3/dWy2",
    "lookalike": "dЕ3/dy3 * dy3/dWy",
    "nul": "dE3/dy3 * dy3/dWy\0",
    "comment": "0 # dE3/dy3 * dy3/dWy",
    "html": "<img src=x onerror=alert(1)>",
    "csv": "=cmd|' /C calc'!A0",
    "sql": "'; DROP TABLE students; --",
    "equation": "1 = 1",
    "itself": "dE3/dWy",
    "longer than is read": "(" * 70_000,
    "nothing": "",
}
