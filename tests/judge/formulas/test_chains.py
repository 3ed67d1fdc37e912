"""Chains are judged by their paths: which stand, which do not, and what else is there."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge.formulas import Policy
from grader.model import Leaf, paths

FROM_S3 = "dE3/dy3*dy3/ds3*ds3/dWs"
FROM_S2 = "dE3/dy3*dy3/ds3*ds3/ds2*ds2/dWs"
FROM_S1 = "dE3/dy3*dy3/ds3*ds3/ds2*ds2/ds1*ds1/dWs"
WHOLE = f"{FROM_S3} + {FROM_S2} + {FROM_S1}"
U_PATHS = "dE[t+1]/dy[t+1]*dy[t+1]/dz[t+1]*"
P1, P2, P3 = (
    "dz[t+1]/ds[t+1]*ds[t+1]/dU",
    "dz[t+1]/dz[t]*dz[t]/ds[t]*ds[t]/dU",
    "dz[t+1]/ds[t+1]*ds[t+1]/ds[t]*ds[t]/dU",
)


@pytest.mark.parametrize(
    "answer",
    [
        WHOLE,
        f"{FROM_S1} + {FROM_S3} + {FROM_S2}",
        "ds3/dWs*dy3/ds3*dE3/dy3 + dE3/dy3*dy3/ds2*ds2/dWs + dE3/ds1*d+s1/dWs",
        "dE3/dy3*dy3/ds3*(ds3/dWs + ds3/ds2*(ds2/dWs + ds2/ds1*ds1/dWs))",
        "Sum(dE3/dy3*dy3/ds[k]*ds[k]/dWs, k, 1, 3)",
        "dE3/dWs = Sum(dE3/dy3*dy3/ds3*Product(ds[j]/ds[j-1], j, k+1, 3)*ds[k]/dWs, k, 1, 3)",
        f"2*({WHOLE})/2",
        "2*(y3-d3)*dy3/ds3*(ds3/dWs + ds3/ds2*(ds2/dWs + ds2/ds1*ds1/dWs))",
    ],
)
def test_every_way_of_writing_all_paths_is_right(judged, answer):
    judgement = judged("chain", "dE[3]/dWs", answer)
    assert (judgement.verdict, judgement.share, judgement.findings) == ("correct", 1.0, ())
    assert judgement.read_as


@pytest.mark.parametrize(
    ("answer", "share", "code", "words"),
    [
        (f"{FROM_S3} + {FROM_S2}", "2/3", "missing-path", "stems from s1 is missing"),
        (FROM_S1, "1/3", "missing-path", "s2 and s3 are missing"),
        (f"{WHOLE} + {FROM_S2}", "2/3", "duplicate-path", "stems from s2 is counted twice"),
        (f"{FROM_S3} - {FROM_S2} + {FROM_S1}", "2/3", "sign", "wrong sign"),
        (f"2*({WHOLE})", "0", "factor", "twice what is asked for"),
        (f"-({WHOLE})", "0", "sign", "except for the sign"),
        (f"{WHOLE} + dE2/dy2*dy2/ds2*ds2/dWs", "2/3", "extra-path", "starts at E2"),
        (WHOLE.replace("dWs", "dWx"), "0", "wrong-weight", "ends at Wx"),
        (f"{FROM_S3} + dE3/dy3*dy3/ds3*ds2/dWs + {FROM_S1}", "1/3", "broken-chain", "do not meet"),
        (
            f"{FROM_S3} + {FROM_S2} + dE3/dy3*dy3/ds3*ds1/ds2*ds1/dWs",
            "1/3",
            "broken-chain",
            "depend",
        ),
        (f"{WHOLE} + dE3/dy3*dy3/ds1*ds1/ds0*ds0/dWs", "2/3", "broken-chain", "s0 is given"),
        (f"{FROM_S3} + dE3/dy3*dy3/ds2", "0", "broken-chain", "does not reach Ws"),
        (FROM_S3, "1/3", "total-derivative", "total derivative"),
        ("dE3/dy3*dy3/dWs", "0", "total-derivative", "total derivative"),
        ("dE3/dWs", "0", "total-derivative", "what the question asks for"),
        (f"-alpha*({WHOLE})", "0", "factor", "update"),
        ("0", "0", "missing-path", "are missing"),
        ("5", "0", "broken-chain", "no derivative"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_counts(judged, answer, share, code, words):
    judgement = judged("chain", "dE[3]/dWs", answer)
    assert judgement.findings[0].code == code
    assert words in judgement.message
    assert judgement.share == float(Fraction(share))
    assert judgement.verdict == ("partial" if judgement.share else "incorrect")


def test_contributions_say_what_became_of_each_use(judged):
    judgement = judged("chain", "dE[3]/dWs", f"{FROM_S3} + {FROM_S2} + {FROM_S2}")
    assert judgement.contributions == {"s3": "right", "s2": "repeated", "s1": "missing"}


def test_no_message_spells_out_a_missing_path(judged):
    for answer in (FROM_S3, f"{FROM_S3}+{FROM_S1}", "0"):
        judgement = judged("chain", "dE[3]/dWs", answer)
        said = judgement.message + "".join(f.message for f in judgement.findings)
        assert "ds2/ds1" not in said
        assert "ds3/ds2" not in said


def test_a_course_may_refuse_partial_credit_and_worked_out_factors(judged):
    policy = Policy(partial=False, worked_out=False)
    assert judged("chain", "dE[3]/dWs", FROM_S3, policy=policy).share == 0
    assert (
        judged("chain", "dE[3]/dWs", "2*(y3-d3)*Wy*ds3/dWs", policy=policy).verdict == "incorrect"
    )


def test_order_counts_only_where_the_question_says_so(judged):
    answer = "dy3/ds3*dE3/dy3*ds3/dWs"
    assert judged("chain", "dE[3]/dWs via s[3]", answer).verdict == "correct"
    judgement = judged("chain", "dE[3]/dWs via s[3]", answer, ordered=True)
    assert [finding.code for finding in judgement.findings] == ["order"]
    assert judged("chain", "dE[3]/dWs via s[3]", FROM_S3, ordered=True).verdict == "correct"


@pytest.mark.parametrize(
    ("target", "answer", "verdict"),
    [
        ("dE[3]/dWs via s[2]", FROM_S2, "correct"),
        ("dE[3]/dWs via s[2]", FROM_S3, "incorrect"),
        ("dE[3]/dWs via s[2]", WHOLE, "incorrect"),
        ("dE[3]/dWs since 2", f"{FROM_S3} + {FROM_S2}", "correct"),
        ("dE[3]/dWs since 2", WHOLE, "partial"),
        ("dE[3]/ds[0]", "dE3/dy3*dy3/ds1*ds1/ds0", "correct"),
        ("dE[3]/ds[0]", "dE3/dy3*dy3/ds1", "incorrect"),
        ("dE[N]/dWs", "Sum(dE[N]/dy[N]*dy[N]/ds[i]*ds[i]/dWs, i, 1, N)", "correct"),
        ("dE[N]/dWs", "Sum(dE_T/dy_T*dy_T/ds_i*ds_i/dWs, i, 1, T)", "correct"),
        ("dE[N]/dWs", "Sum(dE[N]/dy[N]*dy[N]/ds[i]*ds[i]/dWs, i, 2, N)", "partial"),
        ("dE[N]/dWs", WHOLE, "incorrect"),
        ("dE[N]/dWs", "dE[N]/dWs", "incorrect"),
        ("dE[N]/dWy", "dE[N]/dy[N]*dy[N]/dWy", "correct"),
        ("dE[1..N]/dWs", "Sum(Sum(dE[t]/ds[i]*ds[i]/dWs, i, 1, t), t, 1, N)", "correct"),
        ("dE[1..N]/dWs", "Sum(dE[N]/ds[i]*ds[i]/dWs, i, 1, N)", "partial"),
    ],
)  # fmt: skip
def test_every_way_of_asking(judged, target, answer, verdict):
    assert judged("chain", target, answer).verdict == verdict


def test_an_answer_for_one_step_is_not_one_for_any(judged):
    assert "any N" in judged("chain", "dE[N]/dWs", WHOLE).message


@pytest.mark.parametrize(
    ("answer", "verdict", "remark"),
    [
        (f"{U_PATHS}({P1} + {P2} + {P3})", "correct", ""),
        (f"-alpha*{U_PATHS}({P3} + {P2} + {P1})", "correct", "update"),
        (f"{U_PATHS}({P1} + dz[t+1]/ds[t]*ds[t]/dU)", "correct", ""),
        (f"alpha*{U_PATHS}({P1} + {P2} + {P3})", "incorrect", ""),
        (f"-alpha*{U_PATHS}({P1} + {P3})", "partial", ""),
        (f"{U_PATHS}({P1} + {P2} + {P3} + dz[t+1]/ds[t]*ds[t]/dU)", "partial", ""),
    ],
)
def test_the_update_over_two_steps_has_three_paths(judged, answer, verdict, remark):
    judgement = judged("chain", "dE[t+1]/dU since t", answer, of="two_layer", update=True)
    assert judgement.verdict == verdict
    assert remark in " ".join(judgement.remarks)


@pytest.mark.parametrize(
    ("answer", "words", "position"),
    [
        ("dE4/dy4*dy4/ds3", "`E4` does not exist for t = 3", 1),
        ("dE3/dy0", "`y0` does not exist; the first is `y1`", 5),
        ("dE3/dy3*dy3/ds3*ds3/dWz", "did you mean `Ws`?", 21),
        ("dE3/dy3*dy3/ds[k]", "`k` stands for nothing here", 13),
        ("dE3/dy", "Say which step", 5),
        ("dE3/dy3*(", "", 8),
        ("1/(dE3/dy3)", "does not divide", 3),
    ],
)
def test_what_does_not_exist_is_invalid_and_its_place_is_told(judged, answer, words, position):
    judgement = judged("chain", "dE[3]/dWs", answer)
    assert judgement.verdict == "invalid"
    assert words in judgement.message
    assert judgement.position == position
    assert [finding.code for finding in judgement.findings] == ["unreadable"]


def test_nothing_written_is_unanswered_and_a_number_is_not_text(judged):
    assert judged("chain", "dE[3]/dWs", "  ").verdict == "unanswered"
    assert judged("chain", "dE[3]/dWs", None).verdict == "unanswered"
    assert judged("chain", "dE[3]/dWs", 2.5).verdict == "invalid"


def test_five_thousand_paths_are_compared_without_being_listed(judged):
    answer = "dE100/dy100*dy100/dz100*Sum(dz100/ds[i]*ds[i]/dU, i, {}, 100)"
    assert judged("chain", "dE[100]/dU", answer.format(1), of="two_layer").verdict == "correct"
    assert judged("chain", "dE[100]/dU", answer.format(2), of="two_layer").verdict == "incorrect"


def written(path):
    return "*".join(f"d{top}/d{bottom}" for top, bottom in pairwise(path))


@given(data=st.data())
def test_any_multiset_of_paths_is_counted_exactly(data, judged, model):
    of, error, weight = data.draw(
        st.sampled_from(
            [("rnn", 3, "Ws"), ("rnn", 3, "Wx"), ("two_layer", 2, "U"), ("two_layer", 3, "W2")]
        )
    )
    every = [written(p) for p in paths(model(of), [Leaf("E", error)], Leaf(weight))]
    times = data.draw(st.lists(st.integers(0, 2), min_size=len(every), max_size=len(every)))
    terms = data.draw(
        st.permutations([p for p, n in zip(every, times, strict=True) for _ in range(n)])
    )
    judgement = judged("chain", f"dE[{error}]/d{weight}", " + ".join(terms) or "0", of=of)
    right = sum(n == 1 for n in times)
    assert (judgement.verdict == "correct") == (right == len(every))
    assert judgement.share == pytest.approx(right / len(every))
