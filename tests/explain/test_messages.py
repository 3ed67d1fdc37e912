"""Everything that may be said about a wrong array, in one table, so that its tone is read in one
place: `messages.txt` beside this file.  After a change of wording, look at what the test prints.
"""

from pathlib import Path

from grader.explain.leading import LEADING
from grader.explain.phrases import PHRASES, SAME_VALUES, phrase, sentence

TABLE = Path(__file__).parent / "messages.txt"
SAID = {
    "count": "4", "factor": "-0.1", "gradient": "gradient", "limit": "5",
    "link": "s[t-1] to s[t]", "name": "s", "operation": "tanh", "other": "Wr", "read": "s",
    "side": "before", "weight": "Ws", "what": "without the slope of the output", "where": "",
    "which": "newest",
}  # fmt: skip
BLAMING = ("you did", "you forgot", "failed", "error in your", "bad", "stupid", "obviously", "just")


def messages() -> str:
    lines = []
    for code in PHRASES:
        others = [phrase(c, SAID) for c in SAME_VALUES.get(code, ()) if c in PHRASES]
        lines.append(f"{code}  {sentence([phrase(code, SAID)], others)}")
        lines.append(f"     {LEADING[code]}")
    lines.append(f"two  {sentence([phrase('A04', SAID), phrase('L01', SAID)], [])}")
    return "\n".join(lines) + "\n"


def test_the_table_of_messages_is_what_is_said() -> None:
    assert messages() == TABLE.read_text(encoding="utf-8")


def test_no_message_blames_or_shouts_or_runs_on() -> None:
    for line in messages().splitlines():
        assert not any(f" {word} " in f" {line.lower()} " for word in BLAMING), line
        assert "!" not in line
        assert len(line.split()) <= 60, line
        assert "{" not in line
