"""What judging one formula may cost."""

from grader.formula import FormulaError

BUDGET = 50_000
"""Steps of evaluation for one formula, all of its sums written out."""
DEAR = 10
"""What a division or a function costs, in steps."""


class Budget:
    """What may still be spent on a formula."""

    def __init__(self, steps: int = BUDGET) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Raises FormulaError when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise FormulaError(
                "too-big", "Written out in full, this formula is too long to be judged.", 0
            )
