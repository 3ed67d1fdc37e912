"""What a class shows that no single answer does: how questions separate, and what goes wrong
most often.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import StatisticsError, correlation
from typing import NamedTuple

from grader.report.words import clean, counted, quartiles
from grader.results import QuestionResult, SubmissionResult

FEW = 10  # students; with fewer, whether a question separates them is chance
LOW = 0.2  # an agreement below this is low (Ebel, Frisbie: Essentials of Educational Measurement)
EASY = 92.0  # percent of the points, above which nearly everybody has it
STOPPED = {"timeout", "crashed", "refused", "error"}

FAMILIES = {
    "missing-path": "a path is missing",
    "extra-path": "a path too many",
    "duplicate-path": "a path counted twice",
    "broken-chain": "links that do not meet",
    "wrong-weight": "a path to another weight",
    "factor": "a factor too many or too few",
    "sign": "the sign",
    "order": "factors in another order",
    "transpose": "turned over",
    "total-derivative": "total and immediate derivative mixed up",
    "not-equal": "not equal, for no reason we know",
    "unreadable": "cannot be read",
    "choice": "another option chosen",
}


class Column(NamedTuple):
    """A question: its id, topic and name, the percent of its points earned, and its agreement: the
    correlation of its score with that of all other questions; None where it says nothing.
    """

    id: str
    topic: str
    name: str
    percent: float
    agreement: float | None

    @property
    def doubt(self) -> str:
        """Why somebody should look at the question itself, if so."""
        if self.agreement is None or self.agreement >= LOW:
            return ""
        if self.percent > EASY:
            return "Nearly everyone has it: fine to warm up, but it tells nobody apart."
        if self.agreement < 0:
            return "Strong students lose it more often than weak ones: read its wording."
        return "Who has the rest right has this hardly more often: look at a few answers."


def columns(results: Sequence[SubmissionResult], questions: Sequence[str]) -> list[Column]:
    """The questions of a class, in the order given."""
    by_question: dict[str, list[tuple[QuestionResult, float]]] = {name: [] for name in questions}
    for result in results:
        for q in result.questions:
            if q.id in by_question and q.verdict != "pending":
                by_question[q.id].append((q, result.score - q.score))
    return [_column(name, answers) for name, answers in by_question.items()]


def _column(full_id: str, answers: Sequence[tuple[QuestionResult, float]]) -> Column:
    points = sum(q.points for q, _ in answers)
    scores = [q.score for q, _ in answers]
    topic, _, name = full_id.partition(".")
    percent = 100 * sum(scores) / points if points else 0.0
    return Column(full_id, topic, name, percent, _agreement(scores, [rest for _, rest in answers]))


def _agreement(scores: Sequence[float], rest: Sequence[float]) -> float | None:
    if len(scores) < FEW:
        return None
    try:
        return correlation(scores, rest)
    except StatisticsError:  # all have the same
        return None


class Mistake(NamedTuple):
    """A mistake that several made: its code, what it is called, how many students made it, the
    question where it is most frequent, and one example without a name.
    """

    code: str
    name: str
    students: int
    where: str
    example: str


def mistakes(results: Sequence[SubmissionResult]) -> list[Mistake]:
    """The mistakes that have a name, the most common first."""
    found: dict[str, list[tuple[str, QuestionResult]]] = defaultdict(list)
    for result in results:
        for code, q in first_findings(result):
            found[code].append((result.student, q))
    told = [_mistake(code, answers) for code, answers in found.items()]
    return sorted(told, key=lambda m: (-m.students, m.code))


def first_findings(result: SubmissionResult) -> Iterator[tuple[str, QuestionResult]]:
    """The code of the first finding of each answer that has one, and the answer."""
    return ((code_of(q), q) for q in result.questions if q.findings)


def code_of(question: QuestionResult) -> str:
    """The code under which an answer's first finding is counted."""
    return "choice" if question.kind == "choice" else question.findings[0].code


def _mistake(code: str, answers: Sequence[tuple[str, QuestionResult]]) -> Mistake:
    messages = Counter(q.findings[0].message for _, q in answers)
    said = messages.most_common(1)[0][0]
    written = [q.read_as for _, q in answers if q.read_as and q.findings[0].message == said]
    students = len({student for student, _ in answers})
    where = Counter(q.id for _, q in answers).most_common(1)[0][0]
    name = FAMILIES.get(code) or clean(said, 200)
    return Mistake(code, name, students, where, written[0] if written else "")


def same_files(results: Sequence[SubmissionResult]) -> dict[str, list[str]]:
    """For each student whose files are those of others, these others; blank ones do not count."""
    groups: dict[str, list[str]] = defaultdict(list)
    for result in results:
        if result.score and result.provenance.submission:
            groups[result.provenance.submission].append(result.student)
    return {
        one: [other for other in group if other != one]
        for group in groups.values()
        for one in group
        if len(group) > 1
    }


def tenths(results: Sequence[SubmissionResult]) -> list[int]:
    """How many students have 0 to 10 percent, 10 to 20, ..., 90 to 100."""
    counts = Counter(min(9, int(result.percent // 10)) for result in results)
    return [counts[k] for k in range(10)]


def finding(
    results: Sequence[SubmissionResult], asked: Sequence[Column], made: Sequence[Mistake]
) -> str:
    """What there is to say about a class, in words."""
    said = counted(len(results), "submission") + "."
    if len(results) > 1:
        lower, median, upper = quartiles(results)
        said += f" Half of them have {median} % or more; the middle half, {lower} to {upper} %."
    if results and asked:
        hardest = min(asked, key=lambda column: column.percent)
        said += f" Hardest is {hardest.id}, with {hardest.percent:.0f} % of its points."
    for mistake in made[:1]:
        if mistake.students > 1:
            students = counted(mistake.students, "student")
            said += f" The mistake to talk about: {mistake.name.rstrip('.')} ({students})."
    return said


def kind_of(question: QuestionResult | None) -> str:
    """How an answer went, as the map shows it: full, part, none, stopped, blank, recorded."""
    if question is None or question.verdict == "unanswered":
        return "blank"
    if question.verdict in STOPPED:
        return "stopped"
    if question.verdict == "pending":
        return "recorded"
    share = question.score / question.points if question.points else 0.0
    return "full" if share >= 1 else "part" if share > 0 else "none"
