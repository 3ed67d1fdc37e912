"use strict";
const one = (what, where = document) => where.querySelector(what);
const all = (what, where = document) => [...where.querySelectorAll(what)];
const map = one("#map"), heads = all("thead th", map);
const mistakes = all("#mistakes [data-find]").map(button => button.textContent);
const questions = heads.slice(2).map(head => head.dataset.id);
const kinds = new Map(all(".key li").map((item, rank) =>
  [one("b", item).textContent, { rank, colour: item.className, word: one("span", item).textContent }]));
let places = questions.map((_, k) => k); // which question each column shows

// A row comes with a line of marks, and a number for each that has a mistake with a name.
const rows = all("tbody tr", map).map(row => {
  const [name, percent, line] = row.cells, marks = [...line.textContent.trim()];
  const wrong = line.dataset.m.split(",").map(k => k && mistakes[k]);
  const told = [...kinds].map(([mark, kind]) => [marks.filter(m => m === mark).length, kind.word]);
  line.textContent = told.filter(([n]) => n).map(([n, word]) => `${n} ${word}`).join(", ");
  line.className = "line";
  return { row, line, marks, wrong, id: name.textContent.trim(), score: Number(percent.textContent) };
});
const items = new Map(rows.map(item => [item.row, item]));
let shown = rows;
const PART = 50; // rows, which the browser lays out only when they come into view

// Of few students every answer has a cell with its mark; of many, a row is one cell with stripes.
function draw() {
  point(null);
  const n = shown.length, few = n <= 30;
  map.className = n > 300 ? "many" : n > 110 ? "low" : few ? "large" : "";
  for (const item of shown) {
    if (item.places === places && item.few === few) continue;
    Object.assign(item, { places, few });
    const [name, percent] = item.row.cells;
    item.row.replaceChildren(name, percent, ...few ? cells(item) : [striped(item)]);
  }
  const parts = Math.ceil(n / PART);
  map.replaceChildren(map.tHead, ...Array.from({ length: parts }, (_, k) => {
    const part = document.createElement("tbody");
    part.append(...shown.slice(PART * k, PART * (k + 1)).map(item => item.row));
    return part;
  }));
}
function cells(item) {
  return places.map(k => {
    const cell = document.createElement("td");
    cell.className = kinds.get(item.marks[k]).colour;
    cell.textContent = item.marks[k];
    return cell;
  });
}
const empty = one("#stripes").content.firstElementChild;
function striped(item) {
  const marks = places.map(k => item.marks[k]), lines = {};
  for (let from = 0, to; from < marks.length; from = to) {
    for (to = from; marks[to] === marks[from];) to++;
    const { colour } = kinds.get(marks[from]);
    lines[colour] = `${lines[colour] || ""}M${from} .5h${to - from}`;
  }
  const stripes = empty.cloneNode();
  stripes.setAttribute("viewBox", `0 0 ${marks.length} 1`);
  for (const colour in lines) {
    const path = empty.firstElementChild.cloneNode();
    path.setAttribute("class", colour);
    path.setAttribute("d", lines[colour]);
    stripes.append(path);
  }
  item.line.lastElementChild?.remove();
  item.line.append(stripes);
  return item.line;
}

// A row is found by its student, the questions where points were lost, and what went wrong there.
// All words must be there; "several words" stand together, <50 and >80 are scores.
function text(item) {
  const lost = (mark, k) => mark === "✓" ? [] : [questions[k], kinds.get(mark).word, item.wrong[k]];
  return item.text ||= [item.id, ...item.marks.flatMap(lost)].join(" ").toLowerCase();
}
function fits(item, word) {
  const limit = word.match(/^([<>])(\d+)$/);
  if (!limit) return text(item).includes(word.replaceAll('"', ""));
  return limit[1] === "<" ? item.score < limit[2] : item.score > limit[2];
}
const box = one("#filter");
function filter() {
  const asked = box.value.toLowerCase().match(/"[^"]+"|\S+/g) || [];
  shown = rows.filter(item => asked.every(word => fits(item, word)));
  draw();
  one("#count").textContent = shown.length === rows.length ? `${rows.length} students` : `${shown.length} of ${rows.length} students`;
  all(".scores li").forEach((bar, k) => {
    const here = item => Math.min(9, Math.floor(item.score / 10)) === k;
    bar.style.setProperty("--shown", shown.filter(here).length / (rows.filter(here).length || 1));
  });
}
box.addEventListener("input", filter);
for (const button of all("[data-find]")) button.addEventListener("click", () => {
  box.value = /\s/.test(button.dataset.find) ? `"${button.dataset.find}"` : button.dataset.find;
  filter();
  one("#class").scrollIntoView();
});

// A heading sorts; once more, and the other way round.
const byName = new Intl.Collator("en", { numeric: true }).compare;
heads.forEach(head => one("button", head).addEventListener("click", () => {
  const down = head.getAttribute("aria-sort") !== "descending";
  heads.forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const turn = down ? 1 : -1, k = heads.indexOf(head);
  const rank = item => kinds.get(item.marks[questions.indexOf(head.dataset.id)]).rank;
  const order = (a, b) => k === 0 ? byName(a.id, b.id) : k === 1 ? b.score - a.score : rank(a) - rank(b);
  rows.sort((a, b) => turn * order(a, b) || b.score - a.score);
  filter();
}));

// Columns as in the course, or the easiest first: what breaks the staircase is odd.
const ordered = one("#order");
ordered.addEventListener("click", () => {
  const byEase = ordered.getAttribute("aria-pressed") === "false";
  const percent = k => Number(one("small", heads[k + 2]).textContent);
  places = questions.map((_, k) => k);
  if (byEase) places.sort((a, b) => percent(b) - percent(a));
  heads[0].parentNode.append(...places.map(k => heads[k + 2]));
  ordered.setAttribute("aria-pressed", byEase);
  draw();
});

// One answer at a time, by mouse or arrow keys, told in the line above the map.
const say = one("#say"), frame = document.createElement("i");
let at = null;
function point(item, column) {
  if (item && at?.item === item && at.column === column) return;
  at = item && { item, column };
  frame.parentNode?.removeAttribute("data-at");
  frame.remove();
  if (!item) return void (say.textContent = say.dataset.idle);
  const cell = item.row.cells[item.few ? column : Math.min(column, 2)];
  const [left, wide] = cell === item.line ? [column - 2, 100 / questions.length] : [0, 100];
  frame.style = `left: ${wide * left}%; width: ${wide}%`;
  cell.setAttribute("data-at", "");
  cell.append(frame);
  const k = places[column - 2], mark = item.marks[k], mistake = item.wrong[k];
  const what = column < 2 ? `${item.score} %` : `${questions[k]}: ${kinds.get(mark).word}${mistake ? `, ${mistake}` : ""}`;
  say.textContent = `${item.id}  ${what}`;
}
map.addEventListener("mousemove", event => {
  const cell = event.target.closest("tbody :is(td, th)"), item = items.get(cell?.parentNode);
  if (!item) return;
  const { left, width } = cell.getBoundingClientRect();
  const inside = Math.min(0.999, (event.clientX - left) / width);
  point(item, cell === item.line ? 2 + Math.floor(inside * questions.length) : cell.cellIndex);
});
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
map.parentNode.addEventListener("keydown", event => {
  const step = STEPS[event.key];
  if (!step || !shown.length || event.target.closest("a, button")) return;
  event.preventDefault();
  const row = at ? shown.indexOf(at.item) + step[0] : 0, column = at ? at.column + step[1] : 2;
  const within = (n, last) => Math.max(0, Math.min(last, n));
  point(shown[within(row, shown.length - 1)], within(column, heads.length - 1));
  frame.scrollIntoView({ block: "nearest", inline: "nearest" });
});
filter();
