"""Judging a chain: equal as structure, or explained path by path."""

from grader.formula import nodes
from grader.formula.nodes import Node
from grader.judge.asking import Asking
from grader.judge.chain import Account, account, met
from grader.judge.closed import FIXED, judge_closed, stepped, steps
from grader.judge.compare import Compared, Letters, Side, compare
from grader.judge.meaning import Meaning
from grader.judge.names import CONSTANTS, FARTHEST, Names, free_letters
from grader.judge.question import Sheet
from grader.judge.slips import chain_findings
from grader.judge.strands import Expansion, Links, Term, TooMany, chain_degree
from grader.judge.verdict import Finding, Judgement, correct, incorrect

WORKED_OUT = "Factors that are already worked out were read as their values, for one unit a layer."
TOTAL = (
    "This is right only if the last factor is the total derivative, the past included. "
    "Here the last factor of a chain is the immediate partial derivative: "
    "everything before that step is held fixed."
)
RESTATED = (
    "This is what the question asks for; "
    "write it as a sum of products of derivatives along the paths."
)
ORDER = (
    "The factors are right, but not in the order of the chain, from the error down to the weight."
)


def judge_chain(sheet: Sheet, asking: Asking) -> Judgement:
    """Raises FormulaError for what cannot be read."""
    if is_worked_out(sheet.formula):
        return _judge_worked_out(sheet, asking)
    return _Chain(sheet, asking).judged()


def is_worked_out(node: Node) -> bool:
    """Whether a formula holds more than derivatives, numbers and alpha.

    >>> from grader.formula import parse
    >>> is_worked_out(parse("2*dE3/dy3 * Sum(ds3/ds[k], k, 1, N)"))
    False
    >>> is_worked_out(parse("dE3/dy3 * Wy"))
    True
    """
    match node:
        case nodes.Partial():
            return False
        case nodes.Name(base=base, index=None):
            return base not in CONSTANTS and len(base) > 1
        case nodes.Name() | nodes.Apply() | nodes.Transpose():
            return True
    return any(map(is_worked_out, nodes.children(node)))


def _judge_worked_out(sheet: Sheet, asking: Asking) -> Judgement:
    if not sheet.question.policy.worked_out:
        return incorrect(
            Finding(
                "not-equal",
                "Write the chain as derivatives, such as dE3/dy3, before working it out.",
            )
        )
    judged = judge_closed(sheet, asking)
    return judged.remarked(WORKED_OUT)


class _Chain:
    """One answer on its way to a judgement."""

    def __init__(self, sheet: Sheet, asking: Asking) -> None:
        self.sheet, self.asking = sheet, asking
        self.used = free_letters(sheet.formula)
        self.cases = asking.cases(self.used)
        self.degree = FARTHEST + chain_degree(sheet.formula)

    def meaning(self, total: bool = False) -> Meaning:
        return Meaning(
            self.sheet.formula,
            self.sheet.text,
            Names(self.asking.model, self.asking.target.bottom),
            total=total,
        )

    def same(
        self, reference: Side, answer: Meaning, cases: "list[dict[str, int]] | None" = None
    ) -> Compared:
        """Equal as structure: every link is a symbol."""
        strict = self.asking.strictly(answer)
        build = lambda numbers: Links(self.asking.model, numbers)  # noqa: E731
        return compare(build, reference, strict, cases or self.cases, self.sheet.seed, self.degree)

    def judged(self) -> Judgement:
        if self.asking.letter and not self.used:
            return incorrect(Finding("not-equal", FIXED.format(self.asking.letter)))
        answer = self.meaning()
        same = self.same(self.asking.value, answer)
        remarks = self.remarks()
        if same.equal and not answer.zeros:
            return self.right(remarks, same)
        if steps(self.sheet.formula) and not answer.zeros:
            same = self.same(self.asking.update, answer)
            if same.equal:
                return stepped(self.sheet, remarks, same)
        return self.explained(remarks)

    def remarks(self) -> tuple[str, ...]:
        other = self.asking.renamed(self.used)
        return (f"`{other}` was read as `{self.asking.letter}`.",) if other else ()

    def right(self, remarks: tuple[str, ...], same: Compared) -> Judgement:
        if self.sheet.question.ordered and not self.in_order():
            return incorrect(Finding("order", ORDER), remarks=remarks)
        return correct(remarks=remarks, chance=same.chance)

    def terms(self, case: Letters) -> list[Term]:
        names = Names(self.asking.model, self.asking.target.bottom)
        names.last = self.asking.horizon(case)
        return Expansion(names, case).terms(self.sheet.formula)

    def in_order(self) -> bool:
        try:
            return all(met(term.links) for term in self.terms(self.cases[0]))
        except TooMany:
            return False

    def explained(self, remarks: tuple[str, ...]) -> Judgement:
        try:
            accounts = [
                account(self.asking.at(case), self.stepped(self.terms(case))) for case in self.cases
            ]
        except TooMany:
            return incorrect(
                Finding(
                    "not-equal",
                    "This is not what is asked for, and it has too many products to list.",
                )
            )
        shares = [found.share for found in accounts]
        shown = self.shown(accounts)
        findings = self.findings(accounts[shown])
        share = float(min(shares)) if self.sheet.question.policy.partial else 0.0
        message = " ".join(finding.message for finding in findings[:2])
        if self.asking.letter and len(accounts) > 1:
            message = (
                f"For {self.asking.letter} = {self.cases[shown][self.asking.letter]}: {message}"
            )
        return Judgement(
            "partial" if share else "incorrect", share, message, tuple(findings), remarks,
            contributions=accounts[shown].contributions(),
        )  # fmt: skip

    def stepped(self, terms: list[Term]) -> list[Term]:
        """In a question about an update, -alpha in every term belongs there."""
        if (
            self.sheet.question.update
            and terms
            and all(term.symbols == ("alpha",) for term in terms)
        ):
            return [term._replace(number=-term.number, symbols=()) for term in terms]
        return terms

    def shown(self, accounts: list[Account]) -> int:
        """The case that is talked about: horizon 3 if something is wrong there, else the first."""
        wrong = [k for k, found in enumerate(accounts) if found.factor != 1]
        return next(
            (k for k in wrong if self.asking.horizon(self.cases[k]) >= 3), (wrong or [0])[0]
        )

    def findings(self, found: Account) -> list[Finding]:
        listed = chain_findings(found)
        if found.factor not in (None, 0, 1):
            return listed
        if self.same(self.asking.value, self.meaning(total=True)).equal:
            restated = isinstance(self.sheet.formula, nodes.Partial)
            return [Finding("total-derivative", RESTATED if restated else TOTAL), *listed]
        return listed or [Finding("not-equal", "This is not what is asked for.")]
