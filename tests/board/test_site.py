"""The static site: one folder, nothing from elsewhere, held to its checksum."""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from grader.board import site
from grader.board.site import NEEDED, SiteError, build, rooms
from grader.course import load_course
from tests.models import ROOT

COURSE = load_course(ROOT / "exercises")


def package_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with the names of the real one, and its checksum."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name in NEEDED:
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(name)
            archive.addfile(entry, io.BytesIO(name.encode()))
    path = folder / "pyodide.tgz"
    path.write_bytes(written.getvalue())
    monkeypatch.setattr(site, "SHA256", hashlib.sha256(written.getvalue()).hexdigest())
    return path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package, beside the site."""
    return package_of(tmp_path, monkeypatch)


def test_a_site_is_a_folder_with_all_it_needs_and_no_address_of_another_place(
    tmp_path: Path, package: Path
) -> None:
    folder = tmp_path / "site"
    assert build(COURSE, folder, package) > 100_000
    for name in NEEDED:
        assert (folder / "pyodide" / name).read_text(encoding="utf-8") == name
    for name in ("index.html", "board.css", "board.js", "ask.js", "worker.js"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "http:" not in text
        assert "https:" not in text
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "default-src &#x27;none&#x27;" in page
    assert 'data-worker="worker.js"' in page
    deck = json.loads((folder / "deck.json").read_text(encoding="utf-8"))
    assert {card["points"] for card in deck["cards"]} == {0}
    assert "equation" not in {card["kind"] for card in deck["cards"]}


def test_the_same_source_gives_the_same_site() -> None:
    assert rooms() == rooms()


def test_the_rooms_of_a_site_answer_on_the_standard_library_alone(
    tmp_path: Path, package: Path
) -> None:
    folder = tmp_path / "site"
    build(COURSE, folder, package)
    with zipfile.ZipFile(folder / "grader.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    code = (
        "import json, sys\nfrom grader.board.desk import in_browser\n"
        f"answer = in_browser(open({str(folder / 'deck.json')!r}, encoding='utf-8').read())\n"
        "ask = {'question': 'ws.accumulated', 'text': 'dE3/dy3'}\n"
        "print(answer(json.dumps(ask), '{}'))\n"
        "ask = {'question': 'ws.accumulated', 'text': None, 'steps': 6, 'model': 'lstm'}\n"
        "print(answer(json.dumps(ask), '{}'))\n"
        "print(answer(json.dumps({'radius': 50, 'steps': 9}), '{}'))"
    )
    bare = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.')\n{code}"]
    done = subprocess.run(
        bare, capture_output=True, text=True, check=True, cwd=tmp_path / "unpacked"
    )
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first["kept"] == [["ws.accumulated", "dE3/dy3"]]
    assert (second["text"], second["own"]) == ("dE3/dy3", False)
    assert "Spectral radius 0.50" in third["html"]


def test_another_package_is_refused_and_nothing_is_written(tmp_path: Path, package: Path) -> None:
    package.write_bytes(package.read_bytes() + b" ")
    with pytest.raises(SiteError, match=r"is not pyodide .*; its sha256 is"):
        build(COURSE, tmp_path / "site", package)
    assert not (tmp_path / "site").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, package: Path) -> None:
    with pytest.raises(SiteError, match="is not empty"):
        build(COURSE, tmp_path, package)


def test_without_npm_the_way_to_fetch_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "which", lambda name: None)
    with pytest.raises(SiteError, match="npm pack pyodide@"):
        build(COURSE, tmp_path / "site")
