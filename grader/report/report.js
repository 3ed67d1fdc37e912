"use strict";
const one = (what, where = document) => where.querySelector(what);
const all = (what, where = document) => [...where.querySelectorAll(what)];
const map = one("#map"), body = one("tbody", map), heads = all("thead th", map);
const mistakes = all("#mistakes [data-find]").map(button => button.textContent);
const words = Object.fromEntries(all(".key li").map(item => [item.className.slice(3), item.textContent]));
const questions = heads.map(head => head.dataset.id);
const cells = row => (row.home ||= [...row.cells]);

// A row is found by its student, the questions where points were lost, and what went wrong there.
const rows = all("tr", body).map(row => {
  const id = cells(row)[0].textContent.trim(), score = Number(cells(row)[1].textContent);
  const lost = cells(row).flatMap((cell, k) =>
    k < 2 || !cell.className ? [] : [questions[k], words[cell.className], mistakes[cell.dataset.m] || ""]);
  return { row, id, score, text: [id, ...lost].join(" ").toLowerCase() };
});

// All words must be there; "several words" stand together, <50 and >80 are scores.
function fits(item, word) {
  const limit = word.match(/^([<>])(\d+)$/);
  if (!limit) return item.text.includes(word.replaceAll('"', ""));
  return limit[1] === "<" ? item.score < limit[2] : item.score > limit[2];
}
const box = one("#filter");
function filter() {
  const asked = box.value.toLowerCase().match(/"[^"]+"|\S+/g) || [];
  for (const item of rows) item.row.hidden = !asked.every(word => fits(item, word));
  const shown = rows.filter(item => !item.row.hidden);
  size(shown.length);
  one("#count").textContent = shown.length === rows.length ? `${rows.length} students` : `${shown.length} of ${rows.length} students`;
  all(".scores li").forEach((bar, k) => {
    const here = item => Math.min(9, Math.floor(item.score / 10)) === k;
    bar.style.setProperty("--shown", shown.filter(here).length / (rows.filter(here).length || 1));
  });
  point(null);
}
function size(shown) {
  map.style.setProperty("--h", shown > 110 ? "5px" : shown > 30 ? "11px" : "22px");
  map.classList.toggle("large", shown <= 30);
}
box.addEventListener("input", filter);
for (const button of all("[data-find]")) button.addEventListener("click", () => {
  box.value = /\s/.test(button.dataset.find) ? `"${button.dataset.find}"` : button.dataset.find;
  filter();
  one("#class").scrollIntoView();
});

// A heading sorts; once more, and the other way round.
const rank = { "": 4, p: 3, z: 2, s: 1, r: 0, n: 0 };
heads.forEach((head, k) => one("button", head).addEventListener("click", () => {
  const down = head.getAttribute("aria-sort") !== "descending";
  heads.forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const turn = down ? 1 : -1;
  const order = (a, b) => k === 0 ? a.id.localeCompare(b.id, "en", { numeric: true })
    : k === 1 ? b.score - a.score : rank[cells(b.row)[k].className] - rank[cells(a.row)[k].className];
  rows.sort((a, b) => turn * order(a, b) || b.score - a.score);
  body.append(...rows.map(item => item.row));
}));

// Columns as in the course, or the easiest first: what breaks the staircase is odd.
const ordered = one("#order");
ordered.addEventListener("click", () => {
  const byEase = ordered.getAttribute("aria-pressed") === "false";
  const percent = k => Number(one("small", heads[k]).textContent);
  const places = questions.map((_, k) => k).slice(2);
  if (byEase) places.sort((a, b) => percent(b) - percent(a));
  for (const row of map.rows) row.append(...places.map(k => cells(row)[k]));
  ordered.setAttribute("aria-pressed", byEase);
});

// One cell at a time, by mouse or arrow keys, told in the line above the map.
let at = null;
function point(cell) {
  at?.removeAttribute("data-at");
  at = cell;
  const say = one("#say");
  if (!cell) return void (say.textContent = say.dataset.idle);
  cell.setAttribute("data-at", "");
  const row = cells(cell.parentNode), k = row.indexOf(cell), mistake = mistakes[cell.dataset.m];
  const what = k < 2 ? `${row[1].textContent} %` : `${questions[k]}: ${words[cell.className]}${mistake ? `, ${mistake}` : ""}`;
  say.textContent = `${row[0].textContent.trim()}  ${what}`;
}
body.addEventListener("mouseover", event => point(event.target.closest("td, th")));
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
one(".wide").addEventListener("keydown", event => {
  const step = STEPS[event.key], shown = all("tr", body).filter(row => !row.hidden);
  if (!step || !shown.length || event.target.closest("a, button")) return;
  event.preventDefault();
  const row = at ? shown.indexOf(at.parentNode) + step[0] : 0, column = at ? at.cellIndex + step[1] : 2;
  const inside = (n, last) => Math.max(0, Math.min(last, n)), line = shown[inside(row, shown.length - 1)];
  point(line.cells[inside(column, line.cells.length - 1)]);
  at.scrollIntoView({ block: "nearest", inline: "nearest" });
});
filter();
