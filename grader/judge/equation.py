"""Judging an equation of the model: the same row as declared, delays and weights included."""

from collections.abc import Mapping

from grader.formula import FormulaError, nodes
from grader.judge.budget import Budget
from grader.judge.compare import compare
from grader.judge.edits import edits
from grader.judge.field import Field, Undefined
from grader.judge.grid import Numbers, Value
from grader.judge.meaning import Meaning
from grader.judge.names import Names, free_letters
from grader.judge.question import Sheet
from grader.judge.verdict import Finding, Judgement, correct, incorrect
from grader.judge.world import World, unequal_sizes
from grader.model import targets
from grader.model.graph import Leaf

ROWS = "Vectors are rows here, so a vector stands to the left of its matrix."
STEPS = (2, 3, 4)
EDITS = 4_000
"""Steps of evaluation spent on looking for one slip."""


def judge_equation(sheet: Sheet, target: targets.Value) -> Judgement:
    """Raises FormulaError for what cannot be read."""
    return _Equation(sheet, target).judged()


class _Equation:
    """One equation on its way to a judgement."""

    def __init__(self, sheet: Sheet, target: targets.Value) -> None:
        self.sheet, self.target, self.model = sheet, target, sheet.question.model
        self.letter = target.last.base
        used = free_letters(sheet.node) or frozenset({self.letter})
        names = {self.letter, *(used if len(used) == 1 else ())} - {""}
        self.cases = [dict.fromkeys(names, t) for t in STEPS] if self.letter else [{}]

    def leaf(self, case: Mapping[str, int]) -> Leaf:
        return Leaf(self.target.name, self.target.last.at(case.get(self.letter, 0)))

    def reference(self, world: World, case: Mapping[str, int]) -> Value:
        return world.read(self.leaf(case))

    def build(self, numbers: Numbers) -> World:
        return World(self.model, numbers, unequal_sizes(self.model))

    def same(self, node: nodes.Node) -> bool:
        names = Names(self.model)
        answer = Meaning(node, self.sheet.text, names)

        def strictly(world: World, case: Mapping[str, int]) -> Value:
            names.last = self.leaf(case).time
            names.step = f"{self.letter or 't'} = {names.last}"
            return answer(world, case)

        same = compare(self.build, self.reference, strictly, self.cases, self.sheet.seed)
        if same.shapes:
            raise FormulaError(
                "shape", "The result is not a row of the width that is asked for.", 0
            )
        return same.equal

    def judged(self) -> Judgement:
        problem = self.left_side() or self.itself()
        if problem:
            return incorrect(problem)
        try:
            return correct() if self.same(self.sheet.formula) else incorrect(self.slip())
        except FormulaError as error:
            if error.code != "shape":
                raise
            code = (
                "transpose"
                if any(isinstance(n, nodes.Transpose) for n in nodes.walk(self.sheet.node))
                else "order"
            )
            return incorrect(
                Finding(code, f"{error.message} {ROWS}", evidence={"position": str(error.position)})
            )

    def leaves(self, node: nodes.Node) -> set[Leaf]:
        """What is named in a part, in the first case."""
        names = Names(self.model)
        names.letters = self.cases[0]
        found = (n for n in nodes.walk(node) if isinstance(n, nodes.Name) and n.index is not None)
        return {names.leaf(n) for n in found}

    def left_side(self) -> Finding | None:
        """The left side must be what is asked for."""
        wanted = self.leaf(self.cases[0])
        if not isinstance(self.sheet.node, nodes.Equation) or self.leaves(self.sheet.node.left) == {
            wanted
        }:
            return None
        said = f"{self.target.name}[{self.target.last}]"
        return Finding(
            "not-equal",
            f"The equation should say what {said} is: it stands alone on the left side.",
        )

    def itself(self) -> Finding | None:
        """Nothing is computed from itself."""
        if self.leaf(self.cases[0]) not in self.leaves(self.sheet.formula):
            return None
        said = f"{self.target.name}[{self.target.last}]"
        return Finding(
            "not-equal", f"{said} cannot be computed from itself: what does it see of its own past?"
        )

    def slip(self) -> Finding:
        """One change that would make it right, or nothing more than that it is not right."""
        world, names, budget = self.build(Field(self.sheet.seed)), Names(self.model), Budget(EDITS)
        right = [self.reference(world, case) for case in self.cases]
        for edit in edits(self.sheet.formula, self.model):
            answer = Meaning(edit.node, self.sheet.text, names, budget)
            try:
                if [answer(world, case) for case in self.cases] == right:
                    return edit.finding(self.sheet.text)
            except (FormulaError, Undefined):
                if budget.left < 0:
                    break
        return Finding("not-equal", "This is not the equation of the model.")
