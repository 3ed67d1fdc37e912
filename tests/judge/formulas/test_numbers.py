"""The numbers beneath: a prime field with the exponentials of a model, intervals, and shapes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge.balls import Balls
from grader.judge.degrees import LIMIT, Degrees, TooComplicated
from grader.judge.field import Field, P, Undefined, ratio, seed_of
from grader.judge.grid import Grid, ShapeError, both, product, size, transpose

small = st.builds(Fraction, st.integers(-64, 64), st.integers(1, 64))


def probably_prime(n):
    twos = ((n - 1) & (1 - n)).bit_length() - 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41):
        x = pow(base, (n - 1) >> twos, n)
        if x != 1 and not any(pow(x, 2**k, n) == n - 1 for k in range(twos)):
            return False
    return True


def test_the_prime_is_safe_so_that_no_small_power_is_constant():
    assert probably_prime(P)
    assert probably_prime((P - 1) // 2)


@given(small, small)
def test_field_and_intervals_both_compute_like_fractions(a, b):
    for numbers in (Field(b"k"), Balls(b"k")):
        same = numbers.add(numbers.of(a), numbers.of(b)), numbers.of(a + b)
        times = numbers.multiply(numbers.of(a), numbers.of(b)), numbers.of(a * b)
        for found, right in (same, times):
            assert found.meets(right) if isinstance(numbers, Balls) else found == right


@given(small)
def test_a_small_ratio_is_found_again(q):
    assert ratio(Field.of(q)) == q


def test_a_seed_depends_on_the_secret_and_on_every_text():
    seeds = {
        seed_of(*texts) for texts in ((b"", "ab"), (b"s", "ab"), (b"s", "a", "b"), (b"s", "b", "a"))
    }
    assert len(seeds) == 4
    assert seed_of(b"s", "a") == seed_of(b"s", "a")
    assert Field(b"1").draw("x") != Field(b"2").draw("x")


def test_tanh_and_exp_of_what_the_model_holds_are_tied_together():
    field = Field(b"k")
    a = field.draw("a")
    field.learn(a)
    e, t = field.exp(2 * a % P), field.tanh(a)
    assert t * (e + 1) % P == (e - 1) % P
    assert field.exp(-a % P) * field.exp(a) % P == 1
    assert field.tanh(-a % P) == -t % P
    assert not field.outside
    field.exp(field.draw("b"))
    assert field.outside


def test_zero_has_no_inverse_in_either():
    for numbers in (Field(b"k"), Balls(b"k")):
        with pytest.raises(Undefined):
            numbers.invert(numbers.of(Fraction(0)))
    for impossible in (Balls.log, Balls.sqrt):
        with pytest.raises(Undefined):
            impossible(Balls.of(Fraction(-1)))
    with pytest.raises(Undefined):
        Balls.exp(Balls.of(Fraction(10**7)))


@given(st.builds(Fraction, st.integers(-3000, 3000), st.just(1000)))
def test_intervals_hold_the_true_value(q):
    balls = Balls(b"k")
    a = balls.of(q)
    assert balls.log(balls.exp(a)).meets(a)
    assert balls.exp(balls.negate(a)).meets(balls.invert(balls.exp(a)))
    assert balls.tanh(balls.negate(a)).meets(balls.negate(balls.tanh(a)))
    assert balls.power(a, 3).meets(balls.of(q**3))
    assert balls.exp(a).narrow()
    assert not balls.exp(a).meets(balls.exp(balls.add(a, balls.of(Fraction(1, 10**25)))))


def test_a_degree_beyond_all_reason_is_refused():
    degrees = Degrees()
    assert degrees.multiply(degrees.draw("x"), degrees.tanh(3)) == 9
    with pytest.raises(TooComplicated):
        degrees.power(64**3, 64**2)
    assert LIMIT / P < 1e-30


def test_shapes_are_checked_and_one_number_meets_anything():
    field = Field(b"k")
    row, matrix = Grid(((1, 2),)), Grid(((1, 2, 3), (4, 5, 6)))
    assert product(field, row, matrix) == Grid(((9, 12, 15),))
    assert product(field, row, transpose(row)) == 5
    assert both(field.add, row, 1) == Grid(((2, 3),))
    assert size(transpose(matrix)) == (3, 2)
    with pytest.raises(ShapeError):
        product(field, matrix, row)
    with pytest.raises(ShapeError):
        both(field.add, row, matrix)
