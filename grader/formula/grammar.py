"""The language in one table: all that a formula may hold, and what it is read as.

A formula is a sum of products of powers, as in any textbook, with these additions:

    derivative   dE3/dy3   d+s2/dWs   ∂E₃/∂y₃   \\frac{\\partial E_3}{\\partial y_3}
                 \\pdv{E_3}{y_3}   Derivative(E3, y3)
    time         s3  s_3  s₃  s[3]  s_{t-1}  s[t-1]  sN
    sum          Sum(body, k, 1, N)   \\sum_{k=1}^{N} body   Σ_{k=1}^{N} body
    product      Product(body, j, k+1, N)   \\prod_{j=k+1}^{N} body   ∏_{j=k+1}^{N} body
    transpose    s2.T  s2^T  s_2^\\top  s₂ᵀ
    elementwise  a ⊙ b   a \\odot b
    numpy        np.outer(a, b)   np.tanh(a)   np.dot(a, b)
    equation     z[t] = phi(s[t] @ V1 + z[t-1] @ W2)   Eq(z[t], phi(s[t] @ V1 + z[t-1] @ W2))
"""

from grader.formula.nodes import How

# Signs between factors. All bind alike and are taken left to right; `/` makes a quotient.
PRODUCTS: dict[str, How | None] = {"*": "*", "·": "·", "@": "@", "⊙": "⊙", "/": None}

BRACKETS = {"(": ")", "[": "]", "{": "}"}

# Functions by canonical name, with the number of arguments.
FUNCTIONS = {
    "tanh": 1,
    "sech": 1,
    "cosh": 1,
    "sinh": 1,
    "exp": 1,
    "log": 1,
    "sqrt": 1,
    "sigmoid": 1,
    "phi": 1,
    "diag": 1,
    "outer": 2,
    # Numpy's names for what the language has signs for.
    "dot": 2,
    "matmul": 2,
    "multiply": 2,
    "square": 1,
    "transpose": 1,
}
MODULES = ("np", "numpy", "math")  # `np.tanh` is tanh
ALIASES = {"sigma": "sigmoid", "Phi": "phi", "varphi": "phi", "ln": "log"}

# Letters. A weight's subscript belongs to its name (`W_s` is `Ws`); any other subscript is a time.
WEIGHTS = frozenset("WwUVb")
INDEX_LETTERS = frozenset("NTtkjinm")
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
    "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ξ": "xi",
    "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "Φ": "Phi", "ψ": "psi", "ω": "omega",
    "Δ": "Delta", "∆": "Delta",
}  # fmt: skip
SYMBOLS = frozenset(GREEK.values()) - ALIASES.keys() - FUNCTIONS.keys()

# Signs as typed, and the sign they are read as.
SIGNS = {
    **{sign: sign for sign in "+-*/@^_()[]{},=."},
    "**": "^",
    "−": "-", "–": "-", "—": "-", "＋": "+",
    "·": "·", "⋅": "·", "∙": "·", "•": "·", "×": "·", "∗": "*",
    "⊙": "⊙", "∘": "⊙", "◦": "⊙",
    "÷": "/", "∕": "/", "⁄": "/",
    "∂": "∂", "Σ": "Σ", "∑": "Σ", "Π": "∏", "∏": "∏",
    "ᵀ": "⊤", "⊤": "⊤", "⊺": "⊤",
}  # fmt: skip

# Small raised and lowered characters, and what they stand for.
LOWERED = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True)
)
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁱⁿᵏᵗᴺ", "0123456789+-()inktN", strict=True))

# LaTeX. Spacing and size say nothing; a style is dropped from the letter it is put on.
IGNORED = {
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr",
    "displaystyle", "textstyle", "limits", "nolimits", "quad", "qquad",
    ",", ";", ":", "!", ">", " ", "\\",
}  # fmt: skip
ENVIRONMENTS = {"aligned", "align", "align*", "equation", "equation*", "gathered", "split"}
STYLES = {
    "mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathsf", "text", "textbf", "textit",
    "operatorname", "bar", "overline", "vec", "underline",
}  # fmt: skip
COMMANDS = {
    "cdot": "·", "times": "·", "ast": "*", "odot": "⊙", "circ": "⊙", "div": "/",
    "partial": "∂", "sum": "Σ", "prod": "∏", "top": "⊤", "intercal": "⊤",
    "frac": "\\frac", "dfrac": "\\frac", "tfrac": "\\frac", "pdv": "\\pdv", "dv": "\\pdv",
    "lbrace": "{", "rbrace": "}", "{": "{", "}": "}", "lbrack": "[", "rbrack": "]",
}  # fmt: skip
COMMAND_WORDS = {
    name: name
    for name in [*GREEK.values(), "tanh", "sech", "cosh", "sinh", "exp", "log", "ln", "sqrt"]
} | {"varphi": "phi", "varepsilon": "epsilon", "diag": "diag"}
WRAPPERS = [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")]

# What people type and the language does not have, with the way on.
REFUSED_SIGNS = {
    "==": ("equals", "an equation is written with one =", "="),
    ":=": ("equals", "an equation is written with =", "="),
    "≈": ("equals", "an equation is written with =", "="),
    "//": ("division", "division is written with one /", "/"),
    "'": ("quote", "a prime or quote is not read; write a transpose as .T, and a slope out", ".T"),
    "′": ("quote", "a prime is not read; write a transpose as .T, and a slope out", ".T"),
    "’": ("quote", "a prime or quote is not read; write a transpose as .T, and a slope out", ".T"),
    '"': ("quote", "a formula holds no quotes", ""),
    "`": ("quote", "a formula holds no quotes", ""),
    "...": ("dots", "dots are not read; write the terms out, or use Sum(body, k, 1, N)", ""),
    "…": ("dots", "dots are not read; write the terms out, or use Sum(body, k, 1, N)", ""),
    "#": ("comment", "a formula holds no comment", ""),
    ":": ("character", "':' is not part of a formula", ""),
    ";": ("character", "';' is not part of a formula; an answer is one formula", ""),
    "|": ("character", "'|' is not part of a formula; group with ( )", ""),
    "%": ("character", "'%' is not part of a formula", ""),
    "&": ("character", "'&' is not part of a formula", ""),
    "$": ("character", "a '$' may only stand at the two ends", ""),
}  # fmt: skip
REFUSED_COMMANDS = {
    "hat": ("here y is the computed output and d the desired one; write y, without the hat", "y"),
    "tilde": ("write the letter without the tilde", ""),
    "dots": ("dots are not read; write the terms out, or use \\sum_{k=1}^{N}", ""),
    "cdots": ("dots are not read; write the terms out, or use \\sum_{k=1}^{N}", ""),
    "ldots": ("dots are not read; write the terms out, or use \\sum_{k=1}^{N}", ""),
    "nabla": ("write the derivative out, such as \\frac{\\partial E_3}{\\partial W_s}", ""),
    "prime": ("a prime is not read; write a transpose as ^\\top, and a slope out", "^\\top"),
}

# Letters of other alphabets that look like Latin ones.
LOOK_ALIKES = dict(
    zip(
        "асеорхуѕіјһԁԛԝкАВЕКМНОРСТХУЅІЈԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναικυρχ",
        "aceopxysijhdqwkABEKMHOPCTXYSIJWABEZHIKMNOPTYXovaikupx",
        strict=True,
    )
)
