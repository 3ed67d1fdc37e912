"""From a tree back to text: plain, Unicode, LaTeX and spoken.

The plain text of a tree is read to the same tree again. The Unicode and LaTeX texts are too, but
for the sign between factors, which they print as a dot, `⊙` or nothing.
"""

from grader.formula.letters import (
    HIGH,
    LETTERS,
    LOW,
    decimal,
    decimal_places,
    index_text,
    latex_index,
    latex_letter,
    latex_name,
    may_touch,
    takes_subscript,
)
from grader.formula.names import differential, split_word
from grader.formula.nodes import (
    Add,
    Apply,
    Divide,
    Equation,
    How,
    Index,
    Mul,
    Name,
    Negative,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Sum,
    Transpose,
)

EQUATION, SUM, PRODUCT, FACTOR, POWER, ATOM = range(6)
"""How tightly a text holds together; what needs more gets brackets."""


def ascii(node: Node) -> str:
    """Plain text, which `parse` reads to an equal tree.

    >>> from grader.formula.parser import parse
    >>> ascii(parse("∂E₃/∂y₃ ∂y₃/∂sₜ₋₁"))
    'dE3/dy3 dy3/ds[t-1]'
    """
    return Plain().at(node)


def unicode(node: Node) -> str:
    """Text for a terminal.

    >>> from grader.formula.parser import parse
    >>> unicode(parse("-2*(d3-y3)*dy3/ds3*s2^2"))
    '−2 · (d₃ − y₃) · ∂y₃/∂s₃ · s₂²'
    """
    return Unicode().at(node)


def latex(node: Node) -> str:
    r"""LaTeX, without dollar signs.

    >>> from grader.formula.parser import parse
    >>> print(latex(parse("dE3/dy3 * s2.T")))
    \frac{\partial E_{3}}{\partial y_{3}} \cdot s_{2}^{\top}
    """
    return Latex().at(node)


def spoken(node: Node) -> str:
    """Words for a screen reader.

    >>> from grader.formula.parser import parse
    >>> spoken(parse("dE3/dy3*dy3/dWy"))
    'd E3 by d y3 times d y3 by d Wy'
    """
    return Spoken().at(node)


LATEX_FUNCTIONS = {
    "sigmoid": r"\sigma",
    **{name: f"\\{name}" for name in ("tanh", "cosh", "sinh", "exp", "log", "phi")},
}


class Plain:
    """One method a node, and the plain spelling; the other spellings change what differs."""

    plus, minus, equals, comma = " + ", " - ", " = ", ", "
    negative = "-"
    divided = " / "

    def at(self, node: Node, level: int = EQUATION) -> str:
        """The text of `node`, in brackets if it holds together less than `level`."""
        text = self.text(node)
        return self.brackets(text) if self.holds(node) < level else text

    def holds(self, node: Node) -> int:
        match node:
            case Equation():
                return EQUATION
            case Add() | Negative():
                return SUM
            case Mul() | Divide():
                return PRODUCT
            case Number(value):
                return PRODUCT if decimal_places(value.denominator) is None else ATOM
            case Partial() | Power() | Transpose():
                return POWER
        return ATOM

    def text(self, node: Node) -> str:
        match node:
            case Number(value):
                return self.number(decimal(value.numerator, value.denominator))
            case Name():
                return self.name(node)
            case Partial():
                return self.partial(node)
            case Add(terms):
                return self.terms(terms)
            case Negative(body):
                return self.negative + self.at(body, PRODUCT)
            case Mul(factors, how):
                return self.factors(factors, how)
            case Divide(top, bottom):
                return self.divide(top, bottom)
            case Power(base, exponent):
                return self.power(self.at(base, ATOM), exponent)
            case Transpose(body):
                return self.transpose(body)
            case Apply("Delta", (inside, *_)):
                return self.change(self.at(inside, ATOM))
            case Apply(function, arguments):
                return self.apply(function, [self.at(one, SUM) for one in arguments])
            case Sum() | Product():
                return self.sum(node)
            case Equation(left, right):
                return self.at(left, SUM) + self.equals + self.at(right, SUM)

    def brackets(self, text: str) -> str:
        return f"({text})"

    def number(self, text: str) -> str:
        return text

    def name(self, node: Name) -> str:
        if node.index is None:
            return node.base
        if not node.index.letters and node.index.offset >= 0:
            short = f"{node.base}{node.index.offset}"
            if split_word(short) == (node.base, node.index):
                return short
        return f"{node.base}[{index_text(node.index)}]"

    def partial(self, node: Partial) -> str:
        plus = "+" if node.immediate else ""
        return f"{self._half(node.top, plus)}/{self._half(node.bottom, '')}"

    def _half(self, name: Name, plus: str) -> str:
        text = self.name(name)
        if plus or differential(f"d{name.base}"):
            return f"d{plus}{text}"
        return f"\\partial {text}"

    def terms(self, terms: tuple[Node, ...]) -> str:
        text = self.at(terms[0], SUM if isinstance(terms[0], Negative) else PRODUCT)
        for term in terms[1:]:
            if isinstance(term, Negative):
                text += self.minus + self.at(term.body, PRODUCT)
            else:
                text += self.plus + self.at(term, PRODUCT)
        return text

    def factors(self, factors: tuple[Node, ...], how: tuple[How, ...]) -> str:
        first = factors[0]
        text = self.at(first, PRODUCT if isinstance(first, Divide) else FACTOR)
        for sign, factor in zip(how, factors[1:], strict=True):
            right = self.at(factor, FACTOR)
            text += self.between(sign, text, right) + right
        return text

    def between(self, sign: How, left: str, right: str) -> str:
        if sign != "·":
            return {"*": "*", "@": " @ ", "⊙": " \\odot "}[sign]
        return " " if may_touch(left, right) else " \\cdot "

    def divide(self, top: Node, bottom: Node) -> str:
        loose = PRODUCT if isinstance(top, Mul | Divide) else FACTOR
        tight = ATOM if isinstance(bottom, Partial) else FACTOR
        return self.at(top, loose) + self.divided + self.at(bottom, tight)

    def power(self, base: str, exponent: Node) -> str:
        return f"{base}^{self._exponent(exponent)}"

    def _exponent(self, exponent: Node) -> str:
        text = self.at(exponent)
        if exponent == Name("T"):
            return f"(({text}))"
        simple = isinstance(exponent, Name) and exponent.index is None and len(text) == 1
        if simple or (isinstance(exponent, Number) and self.holds(exponent) == ATOM):
            return text
        return f"({text})"

    def transpose(self, body: Node) -> str:
        return self.at(body, POWER if isinstance(body, Transpose) else ATOM) + ".T"

    def apply(self, function: str, arguments: list[str]) -> str:
        return f"{function}({self.comma.join(arguments)})"

    def change(self, name: str) -> str:
        return f"Delta {name}"

    def sum(self, node: Sum | Product) -> str:
        kind = "Sum" if isinstance(node, Sum) else "Product"
        limits = f"{node.letter}, {index_text(node.low)}, {index_text(node.high)}"
        return f"{kind}({self.at(node.body, SUM)}, {limits})"


class Unicode(Plain):
    minus, negative = " − ", "−"

    def holds(self, node: Node) -> int:
        return PRODUCT if isinstance(node, Sum | Product) else super().holds(node)

    def name(self, node: Name) -> str:
        base = LETTERS.get(node.base, node.base)
        if node.index is None:
            return base
        at = index_text(node.index)
        if not takes_subscript(node.base):
            return f"{base}[{at}]"
        if all(c in LOW for c in at) and all(len(letter) == 1 for letter, _ in node.index.letters):
            return base + "".join(LOW[c] for c in at)
        return f"{base}_{at}" if len(at) == 1 else f"{base}[{at}]"

    def partial(self, node: Partial) -> str:
        plus = "⁺" if node.immediate else ""
        return f"∂{plus}{self.name(node.top)}/∂{self.name(node.bottom)}"

    def between(self, sign: How, left: str, right: str) -> str:
        return " ⊙ " if sign == "⊙" else " · "

    def power(self, base: str, exponent: Node) -> str:
        text = self.at(exponent)
        if isinstance(exponent, Number) and text.isdigit():
            return base + "".join(HIGH[c] for c in text)
        return f"{base}^{self._exponent(exponent)}"

    def transpose(self, body: Node) -> str:
        return self.at(body, ATOM) + "ᵀ"

    def apply(self, function: str, arguments: list[str]) -> str:
        short = {"phi": "φ", "sigmoid": "σ"}.get(function, function)
        return super().apply(short, arguments)

    def change(self, name: str) -> str:
        return f"Δ{name}"

    def sum(self, node: Sum | Product) -> str:
        sign, tight = ("Σ", PRODUCT) if isinstance(node, Sum) else ("∏", FACTOR)
        letter = LETTERS.get(node.letter, node.letter)
        limits = f"{sign}_{{{letter}={index_text(node.low)}}}^{{{index_text(node.high)}}}"
        return f"{limits} {self.at(node.body, tight)}"


class Latex(Unicode):
    minus, negative = " - ", "-"

    def holds(self, node: Node) -> int:
        return POWER if isinstance(node, Divide) else super().holds(node)

    def brackets(self, text: str) -> str:
        return rf"\left({text}\right)"

    def name(self, node: Name) -> str:
        return latex_name(node)

    def partial(self, node: Partial) -> str:
        plus = "^{+}" if node.immediate else ""
        return (
            rf"\frac{{\partial{plus} {self.name(node.top)}}}{{\partial {self.name(node.bottom)}}}"
        )

    def between(self, sign: How, left: str, right: str) -> str:
        if sign == "⊙":
            return r" \odot "
        return " " if sign != "*" and may_touch(left, right) else r" \cdot "

    def divide(self, top: Node, bottom: Node) -> str:
        return rf"\frac{{{self.at(top)}}}{{{self.at(bottom)}}}"

    def power(self, base: str, exponent: Node) -> str:
        text = self.at(exponent)
        return f"{base}^{{{{{text}}}}}" if exponent == Name("T") else f"{base}^{{{text}}}"

    def transpose(self, body: Node) -> str:
        return self.at(body, ATOM) + r"^{\top}"

    def apply(self, function: str, arguments: list[str]) -> str:
        if function == "sqrt":
            return rf"\sqrt{{{arguments[0]}}}"
        name = LATEX_FUNCTIONS.get(function, rf"\operatorname{{{function}}}")
        return name + self.brackets(self.comma.join(arguments))

    def change(self, name: str) -> str:
        return rf"\Delta {name}"

    def sum(self, node: Sum | Product) -> str:
        sign, tight = (r"\sum", PRODUCT) if isinstance(node, Sum) else (r"\prod", FACTOR)
        letter, low, high = latex_letter(node.letter), latex_index(node.low), latex_index(node.high)
        return f"{sign}_{{{letter}={low}}}^{{{high}}} {self.at(node.body, tight)}"


class Spoken(Plain):
    plus, minus, equals, negative, divided = " plus ", " minus ", " equals ", "minus ", " over "

    def brackets(self, text: str) -> str:
        return f"open bracket {text} close bracket"

    def name(self, node: Name) -> str:
        if node.index is None or node.index == Index((), node.index.offset):
            return super().name(node)
        at = index_text(node.index).replace("-", " minus ").replace("+", " plus ")
        return f"{node.base} at {at.strip()}"

    def partial(self, node: Partial) -> str:
        kind = "immediate " if node.immediate else ""
        return f"{kind}d {self.name(node.top)} by d {self.name(node.bottom)}"

    def between(self, sign: How, left: str, right: str) -> str:
        return " elementwise times " if sign == "⊙" else " times "

    def power(self, base: str, exponent: Node) -> str:
        text = self.at(exponent)
        return f"{base} squared" if text == "2" else f"{base} to the power {text}"

    def transpose(self, body: Node) -> str:
        return self.at(body, ATOM) + " transposed"

    def apply(self, function: str, arguments: list[str]) -> str:
        return f"{function} of {self.brackets(' and '.join(arguments))}"

    def change(self, name: str) -> str:
        return f"the change of {name}"

    def sum(self, node: Sum | Product) -> str:
        kind = "sum" if isinstance(node, Sum) else "product"
        limits = f"{node.letter} from {index_text(node.low)} to {index_text(node.high)}"
        return self.brackets(f"{kind} over {limits} of {self.at(node.body, SUM)}")
