"""From a tree to MathML Core: what a browser shows without a library."""

from grader.formula.grammar import WEIGHTS
from grader.formula.letters import LETTERS, index_text
from grader.formula.nodes import How, Index, Name, Node, Partial, Product, Sum
from grader.formula.write import ATOM, FACTOR, PRODUCT, Latex, spoken

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def mathml(node: Node) -> str:
    """A `<math>` element, spoken by its label.

    Both parts of a fraction get one height and one depth, so that the bars of a chain lie on one
    line.

    >>> from grader.formula.parser import parse
    >>> print(mathml(parse("s2*Wy")))
    <math displaystyle="true" aria-label="s2 times Wy"><mrow><msub><mi>s</mi><mn>2</mn></msub>\
<mo>·</mo><msub><mi>W</mi><mi>y</mi></msub></mrow></math>
    """
    label = escape(spoken(node))
    return f'<math displaystyle="true" aria-label="{label}">{row(Markup().at(node))}</math>'


def escape(text: str) -> str:
    return text.translate(ESCAPES)


def row(inside: str) -> str:
    return f"<mrow>{inside}</mrow>"


def operator(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def identifier(text: str) -> str:
    """A letter in italics, digits upright; more letters are one upright word by default."""
    if text.isdigit():
        return f"<mn>{text}</mn>"
    return f"<mi>{escape(LETTERS.get(text, text))}</mi>"


def indexed(index: Index) -> str:
    text = index_text(index)
    if text.isdigit() or text.isalpha():
        return identifier(text)
    spaced = "".join(f" {c} " if c in "+-*" else c for c in text).split()
    signs = {"-": operator("−"), "+": operator("+"), "*": ""}
    return row("".join(signs[part] if part in signs else identifier(part) for part in spaced))


def fraction(top: str, bottom: str) -> str:
    parts = (f'<mpadded height=".8em" depth=".46em">{part}</mpadded>' for part in (top, bottom))
    return f"<mfrac>{''.join(parts)}</mfrac>"


class Markup(Latex):
    """LaTeX's way of writing a formula, in elements."""

    plus, minus, equals, comma = operator("+"), operator("−"), operator("="), operator(",")
    negative = '<mo form="prefix">−</mo>'

    def brackets(self, text: str) -> str:
        return row(operator("(") + text + operator(")"))

    def number(self, text: str) -> str:
        return f"<mn>{text}</mn>"

    def name(self, node: Name) -> str:
        base = identifier(node.base)
        if node.base[0] in WEIGHTS and len(node.base) > 1 and node.base not in LETTERS:
            base = f"<msub>{identifier(node.base[0])}{identifier(node.base[1:])}</msub>"
            return base if node.index is None else f"<msub>{base}{indexed(node.index)}</msub>"
        return base if node.index is None else f"<msub>{base}{indexed(node.index)}</msub>"

    def partial(self, node: Partial) -> str:
        sign = '<mo lspace="0" rspace="0">∂</mo>'
        above = f"<msup>{sign}<mo>+</mo></msup>" if node.immediate else sign
        return fraction(above + self.name(node.top), sign + self.name(node.bottom))

    def between(self, sign: How, left: str, right: str) -> str:
        if sign == "⊙":
            return operator("⊙")
        if sign == "*" or right.startswith("<mn>"):
            return operator("·")
        return '<mspace width=".16em"></mspace>'

    def divide(self, top: Node, bottom: Node) -> str:
        return fraction(self.at(top), self.at(bottom))

    def power(self, base: str, exponent: Node) -> str:
        return f"<msup>{row(base)}{row(self.at(exponent))}</msup>"

    def transpose(self, body: Node) -> str:
        return f"<msup>{row(self.at(body, ATOM))}{operator('⊤')}</msup>"

    def apply(self, function: str, arguments: list[str]) -> str:
        if function == "sqrt":
            return f"<msqrt>{arguments[0]}</msqrt>"
        short = {"phi": "φ", "sigmoid": "σ"}.get(function, function)
        inside = self.brackets(self.comma.join(arguments))
        return f"<mi>{escape(short)}</mi><mo>&#x2061;</mo>{inside}"

    def change(self, name: str) -> str:
        return f'<mi mathvariant="normal">Δ</mi>{name}'

    def sum(self, node: Sum | Product) -> str:
        sign, tight = ("∑", PRODUCT) if isinstance(node, Sum) else ("∏", FACTOR)
        below = row(identifier(node.letter) + operator("=") + indexed(node.low))
        limits = f"<munderover>{operator(sign)}{below}{indexed(node.high)}</munderover>"
        return limits + self.at(node.body, tight)
