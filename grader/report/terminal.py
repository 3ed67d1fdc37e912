"""What the commands print: at most 100 columns, no boxes, the same with and without colour."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from grader.report.words import LOOKS, clean, counted, number
from grader.results import QuestionResult, SubmissionResult, total

THEME = Theme({"ok": "blue", "miss": "yellow", "bad": "magenta", "soft": "bright_black"})
WIDTH = 100


def console(stderr: bool = False) -> Console:
    """A console of at most 100 columns in the reader's own colours; plain in a pipe or with
    NO_COLOR.
    """
    screen = Console(theme=THEME, highlight=False, stderr=stderr, emoji=False, markup=False)
    screen.width = min(screen.width, WIDTH) if screen.is_terminal else WIDTH
    return screen


def mark(screen: Console, verdict: str) -> Text:
    """The mark of a verdict."""
    look = LOOKS[verdict]
    return Text(look.plain if screen.options.ascii_only else look.mark, look.role)


def _grid(*columns: Mapping[str, object]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for column in columns:
        table.add_column(**column)  # type: ignore[arg-type]
    return table


def checked(
    screen: Console,
    titles: Mapping[str, str],
    heads: Mapping[str, str],
    questions: Sequence[QuestionResult],
    remarks: Sequence[str],
) -> None:
    """`bptt check`: every question with its verdict, topic by topic; what is not right yet with
    its sentence.
    """
    for topic, title in heads.items():
        mine = [q for q in questions if q.id.split(".")[0] == topic]
        if mine:
            screen.print()
            screen.print(
                Text.assemble(
                    (topic, "bold"),
                    f"  {title.removeprefix(topic + ': ')}",
                    ("  " + _points(mine), "soft"),
                )
            )
            screen.print(Padding(_verdicts(screen, titles, mine), (0, 0, 0, 2)))
    for remark in remarks:
        screen.print(Text.assemble(("  note  ", "soft"), clean(remark)))


def _points(questions: Sequence[QuestionResult]) -> str:
    score, points = total(questions)
    return f"{number(score)} of {number(points)} points"


def _verdicts(
    screen: Console, titles: Mapping[str, str], questions: Sequence[QuestionResult]
) -> RenderableType:
    table = _grid(
        {"no_wrap": True},
        {"no_wrap": True},
        {"overflow": "fold"},
        {"justify": "right", "no_wrap": True},
    )
    for q in questions:
        look = LOOKS[q.verdict]
        word = Text.assemble(mark(screen, q.verdict), (f" {look.word}", look.role))
        said: list[RenderableType] = [Text(titles[q.id], "" if q.verdict == "correct" else "bold")]
        if q.verdict not in {"correct", "unanswered", "pending"}:
            said.append(Text(clean(q.message)))
        said += [Text(clean(remark), "soft") for remark in q.remarks]
        table.add_row(
            word,
            Text(q.id.split(".")[1]),
            Group(*said),
            Text(f"{number(q.score)}/{number(q.points)}", "soft"),
        )
    return table


def tried(
    screen: Console, title: str, question: QuestionResult, formula: str, position: int | None
) -> None:
    """`bptt try`: what was read, what is said of it, and the place where reading stopped."""
    look = LOOKS[question.verdict]
    word = mark(screen, question.verdict).append(f" {look.word}", look.role)
    screen.print(
        Text.assemble(word, ("   " + title, "bold"), (f"   {_points([question])}", "soft"))
    )
    if position is not None:
        start = max(0, position - 60)
        screen.print(f"  {clean(formula[start : position + 30])}\n  {' ' * (position - start)}^")
    if question.read_as:
        screen.print(Text.assemble(("  read as  ", "soft"), clean(question.read_as)))
    screen.print(clean(question.message))
    for finding in question.findings[1:]:
        screen.print(clean(finding.message))
    for remark in question.remarks:
        screen.print(Text(clean(remark), "soft"))


def listed(
    screen: Console,
    topics: Sequence[tuple[str, Sequence[tuple[str, str, float]]]],
    known: Mapping[str, tuple[str, float]],
) -> None:
    """`bptt list`: the ladder, what is known of it, and where to go on.  Topics are (name, title,
    questions).
    """
    here = next(
        (
            i
            for _, qs in topics
            for i, _, _ in qs
            if known.get(i, ("", 0))[0] not in {"correct", "pending"}
        ),
        "",
    )
    score = points = 0.0
    for position, (title, questions) in enumerate(topics, 1):
        done = sum(known.get(i, ("", 0))[0] == "correct" for i, _, _ in questions)
        screen.print()
        screen.print(
            Text.assemble(
                (f"  {position}  {title}", "bold"), (f"   {done} of {len(questions)}", "soft")
            )
        )
        table = _grid(
            {"no_wrap": True},
            {"no_wrap": True, "min_width": 22},
            {"no_wrap": True},
            {"justify": "right"},
            {},
        )
        for full, what, of in questions:
            verdict, got = known.get(full, ("unanswered", 0.0))
            score, points = score + got, points + (of if verdict != "pending" else 0)
            table.add_row(
                Text.assemble(("> " if full == here else "  ", "bold"), mark(screen, verdict)),
                Text(full, "bold" if full == here else ""),
                Text(what, "" if full in known or full == here else "soft"),
                Text(f"{number(got)}/{number(of)}" if verdict != "unanswered" else "", "soft"),
                Text("you are here" if full == here else "", "soft"),
            )
        screen.print(Padding(table, (0, 0, 0, 2)))
    screen.print()
    screen.print(
        Text.assemble(
            _bar(screen, score / points if points else 0, 40),
            f"  {number(score)} of {number(points)} points",
        )
    )


def _bar(screen: Console, share: float, width: int, role: str = "ok") -> Text:
    full, rest = ("=", "-") if screen.options.ascii_only else ("━", "─")
    filled = round(share * width)
    return Text.assemble((full * filled, role), (rest * (width - filled), "soft"))


def graded(screen: Console, results: Sequence[SubmissionResult], titles: Mapping[str, str]) -> None:
    """`bptt grade`: how each question went, and what the class got."""
    table = _grid(
        {"no_wrap": True},
        {"justify": "right"},
        {"no_wrap": True},
        {"justify": "right"},
        {"justify": "right"},
        {},
    )
    table.show_header, table.header_style = True, "soft"
    for column, head in zip(
        table.columns, ("question", "full", "", "part", "none", "most often"), strict=True
    ):
        column.header = head
    by_question: dict[str, list[QuestionResult]] = {}
    for result in results:
        for q in result.questions:
            by_question.setdefault(q.id, []).append(q)
    for full_id, answers in by_question.items():
        if any(a.verdict == "pending" for a in answers):
            continue
        full = sum(a.verdict == "correct" for a in answers)
        part = sum(0 < a.score < a.points for a in answers)
        words = Counter(
            LOOKS[a.verdict].word for a in answers if a.verdict != "correct"
        ).most_common(1)
        often = Text.assemble(words[0][0], (f"  {words[0][1]}", "soft")) if words else Text("")
        table.add_row(
            full_id,
            str(full),
            _strip(screen, full, part, len(answers)),
            str(part),
            str(len(answers) - full - part),
            often,
        )
    screen.print(Padding(table, (0, 0, 0, 2), expand=False))


def _strip(screen: Console, full: int, part: int, of: int, width: int = 20) -> Text:
    marks = "#+." if screen.options.ascii_only else "▆▃·"
    a, b = round(width * full / of), round(width * part / of)
    return Text.assemble(
        (marks[0] * a, "ok"), (marks[1] * b, "miss"), (marks[2] * max(0, width - a - b), "soft")
    )


def summary(screen: Console, results: Sequence[SubmissionResult], written: Sequence[str]) -> None:
    """The class in one line, who needs a look, and which files were written."""
    percents = sorted(r.percent for r in results)
    look = [r for r in results if r.flags]
    if percents:
        half = f"{_quantile(percents, 0.25):.0f} to {_quantile(percents, 0.75):.0f} %"
        line = Text.assemble(
            "  median ", (f"{_quantile(percents, 0.5):.0f} %", "bold"), f"   middle half {half}   "
        )
        line.append(
            f"{counted(len(results), 'submission')} graded"
            + (f", {len(look)} to look at:" if look else ""),
            "soft",
        )
        screen.print(line)
    for result in look[:20]:
        screen.print(
            Text.assemble(("  ! ", "bad"), (clean(result.student, 40), "bold"), f"  {_why(result)}")
        )
    if len(look) > 20:
        screen.print(
            Text(f"    and {len(look) - 20} more; see the column flags of grades.csv", "soft")
        )
    screen.print()
    screen.print(Text.assemble(("  written  ", "soft"), ("  ".join(written), "bold")))


def _quantile(values: Sequence[float], q: float) -> float:
    return values[min(len(values) - 1, int(q * len(values)))]


def _why(result: SubmissionResult) -> str:
    for q in result.questions:
        if q.verdict in {"timeout", "crashed", "refused"}:
            return clean(f"{q.id}: {q.message}", 80)
    return clean(", ".join(result.flags), 80)
