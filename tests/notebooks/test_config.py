"""The settings that a new course directory gets: whole, and Python."""

from grader.notebooks.desk import Settings
from grader.notebooks.folder import CONFIG


class Told:
    """In place of a config of traitlets: notes what is said of what."""

    def __init__(self, name: str, said: dict[str, object]) -> None:
        self.__dict__.update(name=name, said=said)

    def __getattr__(self, name: str) -> "Told":
        return Told(f"{self.name}.{name}".lstrip("."), self.said)

    def __setattr__(self, name: str, value: object) -> None:
        self.said[f"{self.name}.{name}"] = value


def test_a_new_course_directory_grades_by_our_steps_as_it_would_without_a_word() -> None:
    said: dict[str, object] = {}
    names = {"get_config": lambda: Told("", said), "__file__": "nbgrader_config.py"}
    exec(compile(CONFIG.read_text(encoding="utf-8"), "nbgrader_config.py", "exec"), names)
    steps = [f"grader.notebooks.preprocessors.{name}" for name in ("BpttGrade", "BpttRecord")]
    assert said["Autograde.autograde_preprocessors"] == [
        *steps,
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
    for name, value in Settings._field_defaults.items():
        assert said[f"BpttGrade.{name}"] == value
    assert said["BpttGrade.course"] == "course"
