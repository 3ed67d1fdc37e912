"""What the commands print: at most 100 columns, no boxes, the same with and without colour."""

import codecs
import sys
from collections.abc import Collection, Mapping, Sequence

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from grader.report.contributions import contributions
from grader.report.layout import GAP, below, line, widths
from grader.report.words import LOOKS, SILENT, clean, counted, number, plain, sentence, unnamed
from grader.results import QuestionResult, total

THEME = Theme(
    {"ok": "blue", "miss": "yellow", "bad": "magenta", "soft": "bright_black"}
    | {"bar.back": "bright_black", "progress.download": "default"}
)
WIDTH = 100
NARROW = 70  # below this many columns a row has no room for the title of its question


def console(stderr: bool = False) -> Console:
    """A console of at most 100 columns in the reader's own colours; plain in a pipe or with
    NO_COLOR.
    """
    out = sys.stderr if stderr else sys.stdout
    if hasattr(out, "reconfigure") and not (out.encoding or "").lower().startswith("utf"):
        codecs.register_error("spelt", _spelt)
        out.reconfigure(errors="spelt")
    screen = Console(theme=THEME, highlight=False, stderr=stderr, emoji=False, markup=False)
    screen.width = min(screen.width, WIDTH) if screen.is_terminal else WIDTH
    return screen


def _spelt(problem: UnicodeError) -> tuple[str, int]:
    """What an encoding does not have, in plain letters."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return plain(problem.object[problem.start : problem.end]), problem.end


def mark(screen: Console, verdict: str) -> Text:
    """The mark of a verdict."""
    look = LOOKS[verdict]
    return Text(look.plain if screen.options.ascii_only else look.mark, look.role)


def _word(screen: Console, verdict: str) -> Text:
    look = LOOKS[verdict]
    return mark(screen, verdict).append(f" {look.word}", look.role)


def checked(
    screen: Console,
    titles: Mapping[str, str],
    heads: Mapping[str, str],
    questions: Sequence[QuestionResult],
    remarks: Sequence[str],
) -> None:
    """`bptt check`: every question with its verdict, topic by topic; what is not right yet with
    its sentence.  Of several topics one that is not begun takes a line.
    """
    topics = [
        (topic, mine)
        for topic in heads
        if (mine := [q for q in questions if q.id.split(".")[0] == topic])
    ]
    folded = {
        topic
        for topic, mine in topics
        if len(topics) > 1 and all(q.verdict == "unanswered" and not q.remarks for q in mine)
    }
    rows = {
        q.id: _checked_row(screen, titles[q.id], q)
        for topic, mine in topics
        if topic not in folded
        for q in mine
    }
    wide = widths(list(rows.values()), screen.width - 2, 2) if rows else []
    for topic, mine in topics:
        title = heads[topic].removeprefix(topic + ": ")
        screen.print()
        screen.print(
            Text.assemble((topic, "bold"), f"  {title}  ", (_points(mine), "soft")), soft_wrap=True
        )
        if topic in folded:
            several = f"  {counted(len(mine), 'question')}" if len(mine) > 1 else ""
            screen.print(Text("  ").append_text(_word(screen, "unanswered")).append(several))
            continue
        told: set[str] = set()
        for q in mine:
            screen.print(line(screen, rows[q.id], wide, 2, right={3}))
            _explained(screen, q, told)
    said = " ".join(q.message for q in questions)
    remarks = [remark for remark in remarks if not _told_already(remark, said)]
    if remarks:
        screen.print()
    for remark in remarks:
        screen.print(
            below(screen, Text.assemble(("note  ", "soft"), clean(remark)), 2), soft_wrap=True
        )


def _told_already(remark: str, said: str) -> bool:
    """Is what stopped a file told with a question of it?"""
    reason = remark.partition(" stopped with ")[2]
    return bool(reason) and reason in said


def _points(questions: Sequence[QuestionResult]) -> str:
    score, points = total(questions)
    points = points or sum(q.points for q in questions if q.bonus)
    return f"{number(score)} of {number(points)} points"


def _checked_row(screen: Console, title: str, q: QuestionResult) -> list[Text]:
    loud = "" if q.verdict in SILENT else "bold"
    return [
        _word(screen, q.verdict),
        Text(q.id.split(".")[1], loud),
        Text(title if screen.width >= NARROW else "", loud),
        Text(f"{number(q.score)}/{number(q.points)}", "soft"),
    ]


def _explained(screen: Console, q: QuestionResult, told: set[str]) -> None:
    """The sentence and the remarks on a question; what stopped the whole file is told once."""
    if q.verdict not in SILENT and not (LOOKS[q.verdict].role == "bad" and q.message in told):
        told.add(q.message)
        screen.print(below(screen, Text(clean(sentence(q.message), 600)), 4), soft_wrap=True)
        if q.read_as and q.verdict in {"incorrect", "partial"}:
            read = Text.assemble(("read as  ", "soft"), clean(q.read_as))
            screen.print(below(screen, read, 4), soft_wrap=True)
        for row in contributions(screen, q):
            screen.print(Text("    ").append_text(row), soft_wrap=True)
    for remark in q.remarks:
        screen.print(below(screen, Text(clean(remark), "soft"), 4), soft_wrap=True)


def tried(
    screen: Console, title: str, question: QuestionResult, formula: str, position: int | None
) -> None:
    """`bptt try`: what was read, what is said of it, and the place where reading stopped."""
    word = _word(screen, question.verdict)
    screen.print(Text.assemble(word, (f"  {title}  ", "bold"), (_points([question]), "soft")))
    if position is not None:
        start = max(0, position - screen.width * 3 // 5)
        shown = clean(formula[start : start + screen.width - 4])
        screen.print(Text(f"  {shown}\n  {' ' * (position - start)}^"), soft_wrap=True)
    if question.read_as:
        read = Text.assemble(("read as  ", "soft"), clean(question.read_as))
        screen.print(below(screen, read, 2), soft_wrap=True)
    for message in (sentence(question.message), *unnamed(question)):
        screen.print(below(screen, Text(clean(message)), 2), soft_wrap=True)
    for remark in question.remarks:
        screen.print(below(screen, Text(clean(remark), "soft"), 2), soft_wrap=True)


BLANK = ("unanswered", 0.0)


def listed(
    screen: Console,
    topics: Sequence[tuple[str, Sequence[tuple[str, str, float]]]],
    known: Mapping[str, tuple[str, float]],
    bonus: Collection[str] = (),
    here: str = "",
) -> None:
    """`bptt list`: the ladder, what is known of it, and where to go on.  Topics are (title,
    questions); the points of `bonus` questions do not count among those to be had.  `here`: the
    question that the reader is at, else the first that is not done.
    """
    settled = {i for i, (verdict, _) in known.items() if verdict in {"correct", "pending"}}
    here = here or next((i for _, asked in topics for i, _, _ in asked if i not in settled), "")
    rows = {
        question[0]: _listed_row(screen, question, known.get(question[0]), here)
        for _, asked in topics
        for question in asked
    }
    room = screen.width - 2
    wide = widths([cells[:-1] for cells in rows.values()], room, 2)
    beside = sum(wide) + GAP * len(wide) + len(HERE) <= room
    for position, (title, asked) in enumerate(topics, 1):
        done = sum(known.get(i, ("", 0))[0] == "correct" for i, _, _ in asked)
        of = (f"   {done} of {len(asked)}", "soft")
        screen.print()
        screen.print(Text.assemble((f"  {position}  {title}", "bold"), of), soft_wrap=True)
        for i, _, _ in asked:
            cells = rows[i] if beside else rows[i][:-1]
            screen.print(line(screen, cells, [*wide, len(HERE)], 2, right={3}))
            if i == here and not beside:
                screen.print(Text(f"{' ' * (2 + wide[0] + GAP)}{HERE}", "soft"))
    stands = [(i, of, *known.get(i, BLANK)) for _, asked in topics for i, _, of in asked]
    points = sum(of for i, of, verdict, _ in stands if verdict != "pending" and i not in bonus)
    score = sum(got for _, _, _, got in stands)
    screen.print()
    bar = _bar(screen, score / points if points else 0, min(40, screen.width - 30))
    screen.print(Text.assemble("  ", bar, f"  {number(score)} of {number(points)} points"))
    screen.print()
    if here:
        following(screen, f"bptt check {here}")
    else:
        screen.print("All of it is done.")


def following(screen: Console, command: str, before: str = "", after: str = "") -> None:
    """The last line of a screen: what to do now."""
    said = Text.assemble(("Next  ", "bold"), before, (command, "bold"), after)
    screen.print(said, soft_wrap=True)


HERE = "you are here"


def _listed_row(
    screen: Console, question: tuple[str, str, float], known: tuple[str, float] | None, here: str
) -> list[Text]:
    full, title, of = question
    verdict, got = known or ("unanswered", 0.0)
    tone = "bold" if full == here else ""
    marked = Text.assemble(("> " if full == here else "  ", "bold"), mark(screen, verdict))
    return [
        marked,
        Text(full, tone),
        Text(title, tone or ("" if known else "soft")),
        Text(f"{number(got)}/{number(of)}" if verdict != "unanswered" else "", "soft"),
        Text(HERE if full == here else "", "soft"),
    ]


def _bar(screen: Console, share: float, width: int, role: str = "ok") -> Text:
    full, rest = ("=", "-") if screen.options.ascii_only else ("━", "─")
    filled = round(min(share, 1.0) * width)
    return Text.assemble((full * filled, role), (rest * (width - filled), "soft"))
