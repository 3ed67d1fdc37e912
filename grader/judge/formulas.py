"""Judging one formula question: a chain, a closed form, an equation, a count or a choice.

>>> from pathlib import Path
>>> from grader.model import load_model
>>> rnn = load_model(Path("exercises/models/rnn.txt"))
>>> question = Question("chain", rnn, "dE[3]/dWs")
>>> judged = judge_formula(question, "dE3/dy3 * dy3/ds3 * (ds3/dWs + ds3/ds2 * ds2/dWs)")
>>> judged.verdict, judged.message
('partial', 'The path that stems from s1 is missing.')
>>> judged.contributions
{'s3': 'right', 's2': 'right', 's1': 'missing'}

Standard library only, so that it answers a keystroke and runs in a browser.
"""

from grader.formula import FormulaError, parse
from grader.judge.asking import Asking
from grader.judge.chains import judge_chain
from grader.judge.closed import judge_closed
from grader.judge.equation import judge_equation
from grader.judge.field import seed_of
from grader.judge.question import Kind, Question, Sheet
from grader.judge.simple import judge_choice, judge_count
from grader.judge.verdict import Finding, Judgement, Policy
from grader.model.targets import Count, Derivative, Value, read_target

__all__ = ["Finding", "Judgement", "Kind", "Policy", "Question", "judge_formula"]


def judge_formula(question: Question, answer: object, secret: bytes = b"") -> Judgement:
    """The judgement on an answer as it was handed in.  The secret makes the numbers of the
    comparison unpredictable.

    Raises ValueError if the question itself cannot be read.
    """
    text = str(answer) if type(answer) is int else answer
    if text is None or (isinstance(text, str) and text.strip() in ("", "...", "?")):
        return Judgement("unanswered", 0.0, "Not answered yet.")
    if not isinstance(text, str):
        message = f"The answer should be text in quotes; this is of type {type(answer).__name__}."
        return Judgement("invalid", 0.0, message, (Finding("unreadable", message),))
    if question.kind == "choice":
        return judge_choice(question, text)
    try:
        sheet = Sheet(
            question, parse(text), text, seed_of(secret, question.model.text, question.answer, text)
        )
        return _judged(sheet).with_reading(sheet.node)
    except FormulaError as error:
        evidence = {"reason": error.code, "suggestion": error.suggestion}
        finding = Finding("unreadable", error.message, evidence=evidence)
        return Judgement("invalid", 0.0, error.message, (finding,), position=error.position)


def _judged(sheet: Sheet) -> Judgement:
    target, kind = read_target(sheet.question.answer), sheet.question.kind
    match target:
        case Derivative() if kind == "chain":
            return judge_chain(sheet, Asking(sheet.question.model, target))
        case Derivative() if kind == "closed_form":
            return judge_closed(sheet, Asking(sheet.question.model, target))
        case Value() if kind == "equation":
            return judge_equation(sheet, target)
        case Count() if kind == "count":
            return judge_count(sheet, target)
    raise ValueError(f"{sheet.question.answer!r} is not an answer to a question of kind {kind!r}")
