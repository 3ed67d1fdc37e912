"""Judging a closed form: equal on the model with one unit a layer, or a mistake that was verified on the same numbers."""

from grader.judge.asking import Asking
from grader.judge.compare import compare
from grader.judge.diagnosis import diagnose
from grader.judge.grid import Numbers
from grader.judge.meaning import Meaning
from grader.judge.names import Names, free_letters
from grader.judge.question import Sheet
from grader.judge.verdict import Judgement, correct
from grader.judge.world import World

UPDATE = "Read as the update, -alpha times the derivative."
BY_INTERVALS = "It holds functions that the model does not; it was compared on real numbers, to 40 digits."


def judge_closed(sheet: Sheet, asking: Asking) -> Judgement:
    """Raises FormulaError for what cannot be read."""
    used = free_letters(sheet.formula)
    cases = asking.cases(used)
    answer = Meaning(sheet.formula, sheet.text, Names(asking.model, asking.target.bottom))
    strict = asking.strictly(answer)

    def build(numbers: Numbers) -> World:
        return World(asking.model, numbers)

    same = compare(build, asking.value, strict, cases, sheet.seed)
    remarks = tuple(answer.remarks)
    if same.equal:
        return correct(remarks=remarks if same.proven else (*remarks, BY_INTERVALS), chance=same.chance)
    if sheet.question.update and "alpha" in sheet.text.replace("α", "alpha"):
        same = compare(build, asking.update, strict, cases, sheet.seed)
        if same.equal:
            return correct(remarks=(*remarks, UPDATE), chance=same.chance)
    return diagnose(sheet, asking, strict, cases).remarked(*remarks)
