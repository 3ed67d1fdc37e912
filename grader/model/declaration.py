"""A recurrent model, declared once as text; everything else is read off the declaration.

>>> rnn = read_model('''
... inputs:  x[n_in], d[n_out]
... states:  s[n_hidden], y[n_out]
... weights: Wx[n_in, n_hidden], Ws[n_hidden, n_hidden], Wy[n_hidden, n_out]
...
... s[t] = tanh(x[t] @ Wx + s[t-1] @ Ws)
... y[t] = s[t] @ Wy
... E[t] = sum((d[t] - y[t])**2)
... ''')
>>> rnn.carried, rnn.error, list(rnn.weights)
(('s',), 'E', ['Wx', 'Ws', 'Wy'])

What is wrong is said about the text:

>>> read_model('states: s[n]\\ns[t] = tahn(s[t-1])\\nE[t] = sum(s[t])')
Traceback (most recent call last):
grader.model.declaration.DeclarationError: line 2, column 8: there is no function 'tahn'
    s[t] = tahn(s[t-1])
           ^
accepted here: one of exp, log, sigmoid, softmax, sum, tanh; did you mean 'tanh'?
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.model.expression import Apply, Node, Number, Variable, Weight, leaves

FUNCTIONS = ("exp", "log", "sigmoid", "softmax", "sum", "tanh")
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@", ast.Pow: "**"}
SECTIONS = ("inputs", "states", "weights")


class DeclarationError(ValueError):
    """A declaration that cannot be read: where, what is there, and what would be accepted."""

    def __init__(self, line: int, column: int, text: str, problem: str, accepted: str) -> None:
        self.line, self.column, self.problem, self.accepted = line, column, problem, accepted
        super().__init__(
            f"line {line}, column {column + 1}: {problem}\n    {text}\n    {' ' * column}^\n"
            f"accepted here: {accepted}"
        )


@dataclass(frozen=True, eq=False)
class Model:
    """What a declaration says.  Shapes are tuples of width names: `()` is a number,
    `("n_hidden",)` a row.
    """

    name: str
    text: str
    inputs: Mapping[str, tuple[str, ...]]
    states: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, tuple[str, ...]]
    equations: Mapping[str, Node]

    @cached_property
    def error(self) -> str:
        """The variable of the last equation: one number, the error of a step."""
        return list(self.equations)[-1]

    @cached_property
    def shapes(self) -> Mapping[str, tuple[str, ...]]:
        """The shape of every variable and weight."""
        return {**self.inputs, **self.states, **self.weights, self.error: ()}

    @cached_property
    def carried(self) -> tuple[str, ...]:
        """The states that are read one step later: each needs a start state."""
        read = (p for node in self.equations.values() for p in leaves(node))
        return tuple(dict.fromkeys(p.name for p in read if isinstance(p, Variable) and p.lag))

    @cached_property
    def reads(self) -> Mapping[str, tuple[Variable | Weight, ...]]:
        """What each equation reads, each leaf once, in the order of the text."""
        return {
            name: tuple({(p[:-1]): p for p in reversed(list(leaves(node)))}.values())[::-1]
            for name, node in self.equations.items()
        }

    @cached_property
    def widths(self) -> tuple[str, ...]:
        """The names of all widths, in the order in which they are declared."""
        return tuple(dict.fromkeys(width for shape in self.shapes.values() for width in shape))


def load_model(path: Path) -> Model:
    """The model declared in a file, named like it.  Raises DeclarationError and OSError."""
    return read_model(path.read_text(encoding="utf-8"), path.stem)


def read_model(text: str, name: str = "model") -> Model:
    """The model that a text declares.  Raises DeclarationError."""
    return _Reader(text, name).read()


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.declared: dict[str, dict[str, tuple[str, ...]]] = {section: {} for section in SECTIONS}
        self.equations: dict[str, Node] = {}
        self.places: dict[str, tuple[int, str]] = {}

    def read(self) -> Model:
        lines = [line.rstrip() for line in self.text.splitlines()]
        statements = [(n, s) for n, s in enumerate(lines, 1) if s.strip() and s.lstrip()[0] != "#"]
        equations = []
        for number, line in statements:
            self.number, self.line = number, line
            if re.match(r"\s*\w+\s*:", line):
                self.section()
            else:
                equations.append((number, line))
        for number, line in equations:
            self.number, self.line = number, line
            self.equation(last=number == equations[-1][0])
        if not self.equations:
            self.number, self.line = len(lines), lines[-1] if lines else ""
            self.stop(
                0, "there is no equation", "lines such as  s[t] = tanh(x[t] @ Wx + s[t-1] @ Ws)"
            )
        return self.model()

    def stop(self, column: int, problem: str, accepted: str) -> None:
        raise DeclarationError(self.number, column, self.line, problem, accepted)

    def section(self) -> None:
        head, _, body = self.line.partition(":")
        if head.strip() not in SECTIONS:
            self.stop(0, f"there is no section {head.strip()!r}", f"one of {', '.join(SECTIONS)}")
        position = len(head) + 1
        for item in re.split(r",(?![^\[]*\])", body):
            column = position + len(item) - len(item.lstrip())
            self.declare(head.strip(), item.strip(), column)
            position += len(item) + 1

    def declare(self, section: str, item: str, column: int) -> None:
        found = re.fullmatch(r"([A-Za-z]\w*)\s*\[\s*(\w+)\s*(?:,\s*(\w+)\s*)?\]", item)
        example = "Ws[n_hidden, n_hidden]" if section == "weights" else "s[n_hidden]"
        if not found or (found[3] and section != "weights"):
            self.stop(column, f"{item!r} is not a name with its width", f"for example {example}")
            return
        if any(found[1] in names for names in self.declared.values()):
            self.stop(column, f"{found[1]!r} is declared twice", "every name once")
        self.declared[section][found[1]] = tuple(w for w in found.groups()[1:] if w)

    def equation(self, last: bool) -> None:
        left, equals, right = self.line.partition("=")
        found = re.fullmatch(r"\s*([A-Za-z]\w*)\[t\]\s*", left)
        if not equals or not found:
            self.stop(
                0, "this is not an equation", "name[t] = expression, for example  y[t] = s[t] @ Wy"
            )
            return
        name, column = found[1], found.start(1)
        if name in self.equations:
            self.stop(column, f"{name!r} has two equations", "one equation for each state")
        if last and name in self.declared["states"]:
            self.stop(
                column, f"the last equation defines the state {name!r}", "the error, such as E[t]"
            )
        if not last and name not in self.declared["states"]:
            self.stop(column, f"{name!r} is not declared", self.known("states"))
        self.places[name] = (self.number, self.line)
        self.equations[name] = self.node(self.parsed(right, len(left) + 1))

    def parsed(self, source: str, offset: int) -> ast.expr:
        """The syntax tree of the right side; columns count from the start of the line."""
        self.offset = offset + len(source) - len(source.lstrip())
        try:
            return ast.parse(source.strip(), mode="eval").body
        except SyntaxError as e:
            column = min(self.offset + max((e.offset or 1) - 1, 0), len(self.line))
            self.stop(
                column, f"this cannot be read ({e.msg})", "names, numbers, + - * @ ** and functions"
            )
            raise

    def node(self, tree: ast.expr) -> Node:
        column = self.offset + tree.col_offset
        match tree:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return Number(float(value), column)
            case ast.Name(id=name):
                return self.weight(name, column)
            case ast.Subscript(value=ast.Name(id=name), slice=place):
                return Variable(name, self.lag(name, place, column), column)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Apply("neg", (self.node(operand),), column)
            case ast.BinOp(op=ast.Pow(), left=left, right=ast.Constant(value=int() as power)):
                return Apply("**", (self.node(left), Number(power, column)), column)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS.keys() - {
                ast.Pow
            }:
                return Apply(OPERATORS[type(op)], (self.node(left), self.node(right)), column)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
                if name not in FUNCTIONS:
                    self.stop(
                        column, f"there is no function {name!r}", self.hinted(name, FUNCTIONS)
                    )
                return Apply(name, (self.node(argument),), column)
        self.stop(
            column,
            "this has no meaning here",
            "names, numbers, + - * @, ** with a whole number, functions",
        )
        raise AssertionError

    def weight(self, name: str, column: int) -> Weight:
        if name not in self.declared["weights"]:
            timed = name in {*self.declared["inputs"], *self.declared["states"]}
            accepted = f"{name}[t] or {name}[t-1]" if timed else self.known("weights", name)
            self.stop(column, f"{name!r} is not a declared weight", accepted)
        return Weight(name, column)

    def lag(self, name: str, place: ast.expr, column: int) -> int:
        if name not in {*self.declared["inputs"], *self.declared["states"], *self.equations}:
            self.stop(column, f"{name!r} is not declared", self.known("inputs", name, "states"))
        match place:
            case ast.Name(id="t"):
                lag = 0
            case ast.BinOp(left=ast.Name(id="t"), op=ast.Sub(), right=ast.Constant(value=1)):
                lag = 1
            case _:
                self.stop(
                    column,
                    "a variable is read at this step or the one before",
                    f"{name}[t] or {name}[t-1]",
                )
        if lag and name not in self.declared["states"]:
            self.stop(
                column, f"only a state can be read one step back, {name!r} is not one", f"{name}[t]"
            )
        if not lag and name not in {*self.declared["inputs"], *self.equations}:
            self.stop(
                column,
                f"{name}[t] is used before its equation",
                f"{name}[t-1], or another order of lines",
            )
        return lag

    def known(self, section: str, name: str = "", *more: str) -> str:
        return self.hinted(name, [n for part in (section, *more) for n in self.declared[part]])

    @staticmethod
    def hinted(name: str, names: "tuple[str, ...] | list[str]") -> str:
        import difflib

        close = difflib.get_close_matches(name, names, 1)
        one_of = f"one of {', '.join(names)}" if names else "a name of the lines above"
        return one_of + (f"; did you mean {close[0]!r}?" if close else "")

    def model(self) -> Model:
        from grader.model.shapes import check

        model = Model(self.name, self.text, **self.declared, equations=self.equations)
        for name in model.states:
            if name not in self.equations:
                self.number, self.line = 1, self.text.splitlines()[0]
                self.stop(0, f"the state {name!r} has no equation", f"a line  {name}[t] = ...")
        for name, node in self.equations.items():
            self.number, self.line = self.places[name]
            check(model, name, node, self.stop)
        return model
