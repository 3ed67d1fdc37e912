"""Judging a closed form, with one unit a layer: equal, or a mistake that was verified."""

from grader.formula import nodes
from grader.formula.nodes import Node
from grader.judge.asking import Asking
from grader.judge.compare import Compared, compare
from grader.judge.diagnosis import diagnose
from grader.judge.grid import Numbers
from grader.judge.meaning import Meaning
from grader.judge.names import Names, free_letters
from grader.judge.question import Sheet
from grader.judge.verdict import Finding, Judgement, correct, incorrect
from grader.judge.world import World

UPDATE = "Read as the update, -alpha times the derivative."
BY_INTERVALS = (
    "It holds functions that the model does not; it was compared on real numbers, to 40 digits."
)
STEP = (
    "This is the update, -alpha times the derivative; the question asks for the derivative alone."
)
FIXED = "This names fixed steps only; the question asks for any {}."


def steps(formula: Node) -> bool:
    """Whether a formula holds alpha, the size of a step of gradient descent."""
    return any(isinstance(n, nodes.Name) and n.base == "alpha" for n in nodes.walk(formula))


def stepped(sheet: Sheet, remarks: tuple[str, ...], same: Compared) -> Judgement:
    """The judgement on -alpha times the derivative."""
    if sheet.question.update:
        return correct(remarks=(*remarks, UPDATE), chance=same.chance)
    return incorrect(Finding("factor", STEP, ("L05",)), remarks=remarks)


def judge_closed(sheet: Sheet, asking: Asking) -> Judgement:
    """Raises FormulaError for what cannot be read."""
    used = free_letters(sheet.formula)
    if asking.letter and not used:
        return incorrect(Finding("not-equal", FIXED.format(asking.letter)))
    cases = asking.cases(used)
    answer = Meaning(sheet.formula, sheet.text, Names(asking.model, asking.target.bottom))
    strict = asking.strictly(answer)

    def build(numbers: Numbers) -> World:
        return World(asking.model, numbers)

    same = compare(build, asking.value, strict, cases, sheet.seed)
    remarks = tuple(answer.remarks)
    if same.equal:
        return correct(
            remarks=remarks if same.proven else (*remarks, BY_INTERVALS), chance=same.chance
        )
    if steps(sheet.formula):
        same = compare(build, asking.update, strict, cases, sheet.seed)
        if same.equal:
            return stepped(sheet, remarks, same)
    return diagnose(sheet, asking, strict, cases).remarked(*remarks)
