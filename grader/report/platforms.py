"""Results as programs read them: Gradescope, PrairieLearn, and JUnit's XML.

Gradescope: results.json of its autograder specification.  PrairieLearn: docs/externalGrading.md.
JUnit: as pytest writes it (xunit2).
"""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as xml

from grader.report.words import LOOKS, clean, sentence
from grader.results import QuestionResult, SubmissionResult

MOST = 1_000_000  # bytes of a results.json that PrairieLearn takes
STOPPED = {"error", "timeout", "crashed", "refused"}


def gradescope(result: SubmissionResult, titles: dict[str, str]) -> dict[str, Any]:
    """results.json of one submission: a test a question."""
    return {
        "score": result.score,
        "execution_time": round(result.provenance.seconds, 3),
        "output": _remarks(result),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "score": q.score,
                "max_score": q.points,
                "status": "passed" if q.verdict == "correct" else "failed",
                "name": _name(q, titles),
                "number": f"{k}",
                "output": _said(q),
                "visibility": "visible",
                "extra_data": {"id": q.id, "verdict": q.verdict},
            }
            for k, q in enumerate(_counted(result), 1)
        ],
        "extra_data": {"grader": result.provenance.grader, "course": result.provenance.course},
    }


def prairielearn(result: SubmissionResult, titles: dict[str, str]) -> dict[str, Any]:
    """results.json of one submission; the score is a share of all points."""
    return {
        "gradable": True,
        "score": min(1.0, round(result.score / result.points, 6)) if result.points else 0.0,
        "message": _remarks(result),
        "tests": [
            {
                "name": q.id,
                "description": titles.get(q.id, ""),
                "points": q.score,
                "max_points": q.points,
                "message": _said(q),
                "output": clean(q.read_as or ""),
            }
            for q in _counted(result)
        ],
    }


def junit(results: Sequence[SubmissionResult]) -> str:
    """A suite a student, a case a question, with its points as properties."""
    root = xml.Element("testsuites", name="bptt")
    for result in results:
        verdicts = [q.verdict for q in result.questions]
        suite = xml.SubElement(
            root,
            "testsuite",
            name=clean(result.student),
            tests=str(len(verdicts)),
            errors=str(sum(v in STOPPED for v in verdicts)),
            failures=str(sum(v not in {*STOPPED, "correct", "pending"} for v in verdicts)),
            skipped=str(verdicts.count("pending")),
            time=f"{result.provenance.seconds:.3f}",
        )
        _properties(suite, result.score, result.points)
        for q in result.questions:
            _case(suite, q)
    xml.indent(root)
    return xml.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _case(suite: xml.Element, q: QuestionResult) -> None:
    topic, _, name = q.id.partition(".")
    case = xml.SubElement(suite, "testcase", classname=topic, name=name, time="0")
    _properties(case, q.score, q.points)
    if q.verdict == "pending":
        xml.SubElement(case, "skipped", type="pending", message="recorded, not judged")
    elif q.verdict != "correct":
        kind = "error" if q.verdict in STOPPED else "failure"
        xml.SubElement(case, kind, message=_said(q))


def _properties(of: xml.Element, score: float, points: float) -> None:
    properties = xml.SubElement(of, "properties")
    for key, value in (("score", score), ("points", points)):
        xml.SubElement(properties, "property", name=key, value=f"{value:g}")


def _counted(result: SubmissionResult) -> list[QuestionResult]:
    return [q for q in result.questions if q.verdict != "pending"]


def _name(q: QuestionResult, titles: dict[str, str]) -> str:
    return f"{q.id}: {titles[q.id]}" if q.id in titles else q.id


def _said(q: QuestionResult) -> str:
    said = sentence(clean(q.message)) or f"{LOOKS[q.verdict].word}."
    return " ".join([said, *(sentence(clean(remark)) for remark in q.remarks)])


def _remarks(result: SubmissionResult) -> str:
    return "\n".join(sentence(clean(remark)) for remark in result.remarks[:20])
