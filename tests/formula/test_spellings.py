"""One formula, many spellings, one tree."""

import pytest

from grader.formula import FormulaError, parse
from grader.formula.nodes import (
    Add,
    Apply,
    Divide,
    Equation,
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


def at(base: str, offset: int = 0, letter: str = "") -> Name:
    return Name(base, Index(((letter, 1),) if letter else (), offset))


def number(value: int) -> Number:
    return parse(str(value))  # type: ignore[return-value]


s3, y3, E3 = at("s", 3), at("y", 3), at("E", 3)

SPELLINGS: list[tuple[Node, list[str]]] = [
    (s3, ["s3", "s_3", "s₃", "s[3]", "s_{3}", r"\bar{s}_3", r"\bar{s_3}", r"\bar s_3", "s̄_3",
          r"\mathbf{s}_3", r"\vec{s}_{3}", r"\bar{\mathbf{s}}_3", "$s_3$", r"\(s_3\)", "(s3)", "𝑠3",
          "{s}_3", " s3\n", "$$ s_3 $$"]),
    (at("s", -1, "t"), ["s[t-1]", "s_{t-1}", "sₜ₋₁", "s_{ t - 1 }", r"\bar{s}_{t-1}", "s_(t-1)",
                        "s[-1+t]", "s_{t-2+1}", "s[t−1]"]),
    (at("s", 0, "N"), ["sN", "s_N", "s[N]", "s_{N}"]),
    (Name("s", Index((("N", 1), ("k", -1)), 1)), ["s[N-k+1]", "s_{1+N-k}", "s_{N+1-k}"]),
    (Name("s", Index((("k", 2),), 1)), ["s[2k+1]", "s[2*k+1]", "s_{k+k+1}", "s_{2 k + 1}"]),
    (Name("s"), ["s", r"\bar{s}", r"\mathbf s"]),
    (Name("Ws"), ["Ws", "W_s", "W_{s}", "w_s", "ws", "Wₛ", r"W_{s}", r"\mathbf{W}_s",
                  r"\mathbf{W_s}"]),
    (Name("Wx"), ["Wx", "W_x", "Wₓ", "wx"]),
    (Name("Wy"), ["Wy", "W_y", "w_y"]),
    (Name("V1"), ["V1", "V_1", "V₁", "V_{1}", r"\mathbf{V}_1"]),
    (Name("U"), ["U", r"\mathbf{U}"]),
    (at("Ws", 3), ["Ws3", "Ws[3]", "Ws_3", "Ws_{3}", "W_{s3}"]),
    (at("d", 3), ["d3", "d_3", "d[3]", "d₃"]),
    (at("d", 0, "t"), ["dt", "d_t", "d[t]", "dₜ"]),
    (at("delta", 3), ["delta3", "delta_3", "δ3", "δ₃", r"\delta_3", r"\boldsymbol{\delta}_3"]),
    (Name("alpha"), ["alpha", "α", r"\alpha"]),
    (Name("lambda"), ["lambda", "λ", r"\lambda"]),
    (at("h1", 0, "t"), ["h1[t]"]),
    (Partial(E3, y3), ["dE3/dy3", "dE_3/dy_3", "∂E₃/∂y₃", r"\frac{\partial E_3}{\partial y_3}",
                       r"\dfrac{dE_3}{dy_3}", r"\tfrac{d E_3}{d y_3}", "d E3 / d y3", "dE3 / dy3",
                       r"\partial E_3/\partial y_3", r"\frac{\mathrm{d}E_3}{\mathrm{d}y_3}",
                       r"\frac{\partial \bar{E}_3}{\partial \bar{y}_3}", "𝜕E3/𝜕y3",
                       r"\frac{\partial{E_3}}{\partial{y_3}}", "∂(E3)/∂(y3)",
                       "d(E3)/d(y3)", "(dE3/dy3)", r"\pdv{E_3}{y_3}", r"\dv{E_3}{y_3}"]),
    (Partial(at("E", 0, "N"), Name("Wy")), ["dEN/dWy", "dE_N/dW_y", "dE[N]/dWy", "∂E_N/∂W_y"]),
    (Partial(at("E", 1, "t"), Name("U")), ["dE_{t+1}/dU", "dE[t+1]/dU", "∂Eₜ₊₁/∂U"]),
    (Partial(at("s", 2), Name("Ws"), True),
     ["d+s2/dWs", "∂⁺s₂/∂W_s", r"\frac{\partial^+ s_2}{\partial W_s}", "d^+s2/dWs", "d+ s2 / dWs",
      r"\frac{\partial^{+} \bar{s}_2}{\partial W_{s}}", "∂+s2/∂Ws", "d⁺s2/dWs"]),
    (Partial(at("s", 0, "t"), at("s", -1, "t")), ["dst/ds[t-1]", "ds_t/ds_{t-1}", "∂sₜ/∂sₜ₋₁"]),
    (Partial(Name("E"), Name("Ws")), ["dE/dWs", "∂E/∂W_s", r"\frac{\partial E}{\partial w_s}"]),
    (Mul((Partial(E3, y3), Partial(y3, s3)), ("·",)),
     ["(dE3/dy3)(dy3/ds3)", "dE3/dy3 dy3/ds3", "dE3/dy3 · dy3/ds3", "dE3/dy3 × dy3/ds3",
      "dE3/dy3dy3/ds3", "dE3/dy3 . dy3/ds3", r"dE_3/dy_3 \cdot dy_3/ds_3", "[dE3/dy3][dy3/ds3]",
      r"\frac{\partial E_3}{\partial y_3}\,\frac{\partial y_3}{\partial s_3}",
      r"\left(\frac{\partial E_3}{\partial y_3}\right)\bigl(dy_3/ds_3\bigr)",
      r"\frac{\partial E_3 \partial y_3}{\partial y_3 \partial s_3}",
      r"\frac{dE_3 \, dy_3}{dy_3 \, ds_3}"]),
    (Mul((Name("a"), Name("b")), ("*",)), ["a*b", "a * b", "a∗b", r"a \ast b"]),
    (Mul((Name("a"), Name("b")), ("@",)), ["a@b", "a @ b", "np.dot(a, b)", "matmul(a, b)",
                                           "a.dot(b)"]),
    (Mul((Name("a"), Name("b")), ("⊙",)), ["a ⊙ b", "np.multiply(a, b)"]),
    (Mul((Name("a"), Name("b"), Name("c")), ("@", "⊙")),
     ["a @ b ⊙ c", r"a @ b \odot c", "a@b∘c", r"a @ b \circ c"]),
    (Negative(Mul((Name("a"), Name("b")), ("*",))), ["-a*b", "−a*b", "-(a*b)", "–a*b"]),
    (Add((Name("a"), Negative(Name("c")))), ["a-c", "a - c", "a+-c", "a−c", "+a-c"]),
    (Mul((Name("a"), Negative(Name("c"))), ("*",)), ["a*-c", "a*(-c)"]),
    (Divide(Mul((Name("a"), Name("c")), ("*",)), Name("x")), ["a*c/x", "(a*c)/x", "a*c÷x",
                                                            r"\frac{a*c}{x}"]),
    (Mul((Divide(number(1), number(2)), s3), ("·",)), ["1/2 s3", "(1/2)s3", r"\frac{1}{2}s_3"]),
    (Power(s3, number(2)), ["s3^2", "s3**2", "s₃²", "s_3^2", "s^2_3", "s_3^{2}", "(s3)^2",
                            "s[3]^2", r"\bar{s}_3^2", "s3^(2)", "np.square(s3)"]),
    (Power(s3, Negative(number(1))), ["s3^-1", "s3^(-1)", "s₃⁻¹", "s_3^{-1}"]),
    (Power(Name("Ws"), Add((Name("N"), Negative(Name("k"))))), ["Ws^(N-k)", "W_s^{N-k}",
                                                               "Ws**(N-k)"]),
    (Transpose(s3), ["s3.T", "s3^T", "s_3^T", "s_3^{T}", r"s_3^\top", r"s_3^{\top}", "s₃ᵀ", "s₃^⊤",
                     r"s^\top_3", r"\mathbf{s}_3^{\mathrm{T}}", r"s_3^\intercal", "(s3).T",
                     "np.transpose(s3)"]),
    (Apply("tanh", (Name("a"),)), ["tanh(a)", r"\tanh(a)", r"\tanh a", "tanh a", r"\tanh{a}",
                                   r"\tanh\left(a\right)", r"\operatorname{tanh}(a)", "np.tanh(a)",
                                   "math.tanh(a)"]),
    (Power(Apply("tanh", (Name("a"),)), number(2)),
     ["tanh(a)^2", "tanh^2(a)", "tanh²(a)", r"\tanh^2(a)", r"\tanh^{2} a", "tanh**2(a)"]),
    (Apply("sigmoid", (Name("a"),)), ["sigmoid(a)", "σ(a)", r"\sigma(a)", "sigma(a)"]),
    (Apply("phi", (Name("a"),)), ["phi(a)", "φ(a)", "Φ(a)", r"\phi(a)", r"\Phi(a)", r"\varphi(a)",
                                  "ϕ(a)", "Phi(a)"]),
    (Apply("exp", (Name("a"),)), ["exp(a)", "e^a", "e^{a}", r"\exp(a)", "e**a"]),
    (Apply("outer", (s3, Name("a"))), ["outer(s3, a)", r"\operatorname{outer}(s_3, a)",
                                   "np.outer(s3, a)", "numpy.outer(s3, a)"]),
    (Apply("Delta", (Name("V1"),)), [r"\Delta V_1", "DeltaV1", "ΔV1", "Delta V1", "Δ V_1"]),
    (Sum(Partial(at("E", 0, "N"), at("s", 0, "k")), "k", Index((), 1), Index((("N", 1),), 0)),
     ["Sum(dEN/dsk, k, 1, N)", r"\sum_{k=1}^{N} \frac{\partial E_N}{\partial s_k}",
      "Σ_{k=1}^{N} dEN/dsk", "∑_{k=1}^N dEN/dsk", "Σₖ₌₁ᴺ ∂E_N/∂sₖ", r"\sum_{k=1}^N dE_N/ds_k",
      r"\sum\limits_{k=1}^{N} dE_N/ds_k", "Sum(dEN/dsk, (k, 1, N))", r"\sum^{N}_{k=1} dE_N/ds_k",
      "sum_{k=1}^N dE_N/ds_k"]),
    (Product(Partial(at("s", 0, "j"), at("s", -1, "j")), "j", Index((("k", 1),), 1),
             Index((("N", 1),), 0)),
     ["Product(dsj/ds[j-1], j, k+1, N)", "∏_{j=k+1}^{N} dsj/ds[j-1]", "Π_{j=k+1}^{N} dsj/ds[j-1]",
      r"\prod_{j=k+1}^{N} \frac{\partial s_j}{\partial s_{j-1}}", "prod_{j=k+1}^{N} dsj/ds[j-1]"]),
    (Equation(Name("a"), Add((Name("x"), Name("z")))),
     ["a = x + z", r"\begin{aligned} a &= x \\ &+ z \end{aligned}",
      r"\begin{align*}a&=x\\&+z\end{align*}"]),
    (number(2), ["2", "2.0", "2.", "20e-1", "(2)"]),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "texts"), SPELLINGS, ids=[texts[0] for _, texts in SPELLINGS])
def test_every_spelling_gives_the_same_tree(tree: Node, texts: list[str]) -> None:
    for text in texts:
        assert parse(text) == tree, text


def test_the_printed_update_of_the_lesson_is_one_chain() -> None:
    printed = (
        r"-\alpha \frac{\partial E_t \partial \bar{y}_t \partial \bar{z}_t}"
        r"{\partial \bar{y}_t \partial \bar{z}_t \partial V_1}"
    )
    assert parse(printed) == parse("-alpha (dEt/dyt dyt/dzt dzt/dV1)")


def test_a_product_sign_takes_the_factors_that_mention_its_letter() -> None:
    closed = "Product(dsj/ds[j-1], j, k+1, N)"
    assert parse("∏_{j=k+1}^{N} dsj/ds[j-1] d+sk/dWs") == parse(f"{closed} d+sk/dWs")
    assert parse("dEN/dsN * ∏_{j=k+1}^{N} dsj/ds[j-1] * 2") == parse(f"dEN/dsN * {closed} * 2")


def test_a_product_sign_takes_what_stands_before_the_last_factor_that_mentions_its_letter() -> None:
    assert parse("∏_{j=1}^{N} 2 Ws (1-s[j]^2) sk") == parse("Product(2 Ws (1-s[j]^2), j, 1, N) sk")


def test_a_weight_after_the_last_such_factor_belongs_to_the_product_where_the_brackets_say_so() -> (
    None
):
    alone = r"2 \left(\prod_{j=1}^{N} (1-s_j^2) W_s^\top\right) s_0"
    assert parse(alone) == parse("2 Product((1-s[j]^2) · Ws^T, j, 1, N) s[0]")
    for unclear in [r"\prod_{j=1}^{N} (1-s_j^2) W_s s_0", r"(2\prod_{j=1}^{N} (1-s_j^2) W_s)"]:
        with pytest.raises(
            FormulaError, match="not plain whether the product takes 'W_s' at column"
        ):
            parse(unclear)


def test_a_sum_sign_takes_the_rest_of_its_term() -> None:
    assert parse("Σ_{k=1}^{N} a b + c") == parse("Sum(a b, k, 1, N) + c")


def test_brackets_group_and_are_kept() -> None:
    assert parse("a*(b*c)") != parse("a*b*c")
    assert parse("a+(b+c)") != parse("a+b+c")


def test_elementwise_products_bind_like_all_others() -> None:
    tree = parse("(y-d)*Wy.T ⊙ (1-s) ⊙ (1+s)")
    assert isinstance(tree, Mul)
    assert tree.how == ("*", "⊙", "⊙")


def test_the_target_is_no_derivative() -> None:
    assert parse("d3/y3") == Divide(at("d", 3), y3)
    assert parse("d + s2/y3") == Add((Name("d"), Divide(at("s", 2), y3)))
    assert parse("d(s2)*y3") == parse("d · s2 * y3")
    assert parse("d*s2") == Mul((Name("d"), at("s", 2)), ("*",))
    assert parse("2*(d-y)+dt") == parse("2*(d - y) + d_t")


def test_a_node_is_equal_to_its_own_kind_and_to_no_other() -> None:
    assert Negative(s3) == Negative(s3, (1, 2))
    assert hash(Negative(s3)) == hash(Negative(s3, (1, 2)))
    assert Negative(s3) != Transpose(s3)
    assert Negative(s3) != Negative(y3)
    assert Sum(s3, "t", Index(), Index()) not in {Product(s3, "t", Index(), Index())}


def test_a_span_is_the_text_a_part_was_read_from() -> None:
    text = r"2 * \frac{\partial E_3}{\partial y_3}^2 + (s₃)"
    tree = parse(text)
    assert isinstance(tree, Add)
    product, last = tree.terms
    assert text[slice(*tree.span)] == text
    assert text[slice(*product.span)] == text[: text.index(" +")]
    assert isinstance(product, Mul)
    assert text[slice(*product.factors[1].span)].startswith(r"\frac")
    assert text[slice(*last.span)] == "s₃"


@pytest.mark.parametrize(
    ("sympy", "ours"),
    [
        ("Derivative(E3, y3)*Derivative(y_3, W_y)", "dE3/dy3*dy3/dWy"),
        ("Derivative(s[t], s[t - 1])", "ds[t]/ds[t-1]"),
        ("Eq(z[t], phi(V1*s[t] + W2*z[t - 1]))", "z[t] = phi(V1*s[t] + W2*z[t-1])"),
        ("Eq(dE3/dWy, Derivative(E3, y3)*dy3/dWy)", "dE3/dWy = dE3/dy3*dy3/dWy"),
        ("Sum(Ws**(N - k), (k, 1, N))", "Sum(Ws^(N-k), k, 1, N)"),
    ],
)
def test_what_sympy_prints_is_read(sympy: str, ours: str) -> None:
    assert parse(sympy) == parse(ours)


def test_eq_and_derivative_without_a_bracket_are_names() -> None:
    assert parse("Eq * Derivative") == parse("Eq*(Derivative)")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Eq(a, b", "The '(' at column 3 is never closed"),
        ("Eq(a)", "')' cannot stand at column 5"),
        ("Eq(a, b) + 1", "'+' cannot stand at column 10"),
        ("Derivative(E3)", "')' cannot stand at column 14"),
        ("Derivative(2, y3)", "After Derivative a name should stand at column 12"),
        ("Derivative(E3, y3, y3)", "A ',' stands at column 18"),
    ],
)
def test_what_sympy_would_not_print_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert str(refused.value).startswith(sentence)
