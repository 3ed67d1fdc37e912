"""What `bptt grade` prints at its end: how each question went, who needs a look, what was
written.
"""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from grader.report.layout import GAP, below, line, widths
from grader.report.words import DECIDED, LOOKS, clean, counted, quartiles, sentence, why
from grader.results import QuestionResult, SubmissionResult

HEAD = ("question", "full", "", "part", "none", "most often")
STRIP = 20
LOOK_AT = 20


def graded(screen: Console, results: Sequence[SubmissionResult]) -> None:
    """Of each question how many answers are right, partly and not, and what most have in common
    that are not.
    """
    by_question: dict[str, list[QuestionResult]] = {}
    for result in results:
        for q in result.questions:
            by_question.setdefault(q.id, []).append(q)
    rows = [[Text(head, "soft") for head in HEAD]]
    for full_id, answers in by_question.items():
        if not any(a.verdict == "pending" for a in answers):
            rows.append(_row(screen, full_id, answers))
    room = screen.width - 2
    wide = widths([row[:-1] for row in rows], room, 0)
    rest = room - sum(wide) - GAP * len(wide)
    for row in rows:
        row[-1].truncate(max(0, rest), overflow="ellipsis")
        screen.print(line(screen, row, [*wide, rest], 0, right={1, 3, 4}), soft_wrap=True)


def _row(screen: Console, full_id: str, answers: Sequence[QuestionResult]) -> list[Text]:
    full = sum(a.verdict == "correct" for a in answers)
    part = sum(0 < a.score < a.points for a in answers)
    return [
        Text(full_id),
        Text(str(full)),
        _strip(screen, full, part, len(answers)),
        Text(str(part)),
        Text(str(len(answers) - full - part)),
        _often(answers),
    ]


def _often(answers: Sequence[QuestionResult]) -> Text:
    """What was said to most of those who are not right, and how many they are."""
    wrong = [a for a in answers if a.verdict != "correct"]
    told = [a.message for a in wrong if a.message and a.verdict != "unanswered"]
    for said in (map(sentence, told), (LOOKS[a.verdict].word for a in wrong)):
        for most, times in Counter(said).most_common(1):
            if times > 1:
                return Text.assemble((f"{times} ", "soft"), clean(most, 120))
    return Text()


def _strip(screen: Console, full: int, part: int, of: int) -> Text:
    marks = "#+." if screen.options.ascii_only else "▆▃·"
    width = STRIP if screen.width > 90 else STRIP // 2
    a, b = round(width * full / of), round(width * part / of)
    b = min(b, width - a)
    return Text.assemble(
        (marks[0] * a, "ok"), (marks[1] * b, "miss"), (marks[2] * (width - a - b), "soft")
    )


def summary(
    screen: Console,
    results: Sequence[SubmissionResult],
    written: Sequence[str],
    left_out: Sequence[str] = (),
) -> None:
    """The class in one line, who needs a look, and which files were written."""
    look = [r for r in results if {*r.flags} - DECIDED]
    screen.print()
    if results:
        screen.print(_middle(results, len(look)), soft_wrap=True)
    for result in look[:LOOK_AT]:
        who = Text.assemble(("! ", "bad"), (clean(result.student, 40), "bold"), f"  {why(result)}")
        screen.print(below(screen, who, 2), soft_wrap=True)
    if len(look) > LOOK_AT:
        more = f"    and {len(look) - LOOK_AT} more; see the column flags of grades.csv"
        screen.print(Text(more, "soft"), soft_wrap=True)
    for note in _notes(results, left_out):
        screen.print(below(screen, Text(note, "soft"), 2), soft_wrap=True)
    screen.print()
    for k, path in enumerate(written):
        screen.print(
            Text.assemble(("  written  " if k == 0 else " " * 11, "soft"), (path, "bold")),
            soft_wrap=True,
        )


def _middle(results: Sequence[SubmissionResult], look: int) -> Text:
    lower, median, upper = quartiles(results)
    tail = f", {look} to look at:" if look else ""
    return Text.assemble(
        "  median ",
        (f"{median} %", "bold"),
        f"   middle half {lower} to {upper} %   ",
        (f"{counted(len(results), 'submission')} graded{tail}", "soft"),
    )


def _notes(results: Sequence[SubmissionResult], left_out: Sequence[str]) -> list[str]:
    remarked = sum(bool(r.remarks) for r in results)
    notes = [f"remarks on {counted(remarked, 'submission')} stand in the report"]
    return (notes if remarked else []) + ([not_hand_ins(left_out)] if left_out else [])


def not_hand_ins(names: Sequence[str]) -> str:
    """What lies beside the hand-ins, in one line.

    >>> not_hand_ins(["expected.csv"])
    'not a hand-in, left out: expected.csv'
    """
    shown = ", ".join(clean(name, 60) for name in names[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"not {'a hand-in' if len(names) == 1 else 'hand-ins'}, left out: {shown}{more}"
