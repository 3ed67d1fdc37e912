// Swaps in what Python has drawn and handles input; nothing is drawn or judged here.
const $ = (id) => document.getElementById(id);
const field = $("formula");
const shown = new Map();
const view = { question: $("question").value, model: "", weight: "", steps: 0, hints: 0 };
const queue = [];
let waiting = false, spot = 0;

// Two ways to ask: the server that sent this page, or a worker with the judge in it.
const ask = document.body.dataset.worker
  ? (await import("./ask.js")).ask
  : async (what, body) => {
      const answer = await fetch(what, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    };

function swap(id, html) {
  if (shown.get(id) === html) return;
  shown.set(id, html);
  const place = $(id), active = document.activeElement;
  const held = place.contains(active) && (active.id || active.dataset?.press);
  place.innerHTML = html;
  if (!held) return;
  const again = [...place.querySelectorAll("[id],[data-press]")]
    .find((e) => (e.id || e.dataset.press) === held);
  (again || (id === "hints" ? field : place)).focus({ preventScroll: true });
}

function show(reply) {
  for (const [id, html] of Object.entries(reply.html)) swap(id, html);
  field.dataset.verdict = reply.verdict;
  $("save").disabled = !reply.own;
}

// One request at a time; of those that wait only the newest is asked. Without a text the draft that
// is kept comes back; what was typed before that is sent first.
async function refresh(text = field.value) {
  if (queue.length && (queue.at(-1).text === null) === (text === null)) queue.pop();
  queue.push({ ...view, text });
  if (waiting) return;
  waiting = true;
  while (queue.length) {
    const request = queue.shift();
    try {
      const reply = await ask("state", request);
      if (queue.length) continue;
      show(reply);
      if (request.text === null) replace(reply.text);
      history.replaceState(null, "", "#" + new URLSearchParams({ ...view, hints: 0 }));
      field.dispatchEvent(new CustomEvent("drawn"));
    } catch (problem) {
      say(`The board does not answer (${problem.message}). What you wrote is still in the field: copy it.`);
    }
  }
  waiting = false;
}

// Written as if it were typed, so that the field's own undo takes it back.
function write(text, from = field.selectionStart, to = field.selectionEnd) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) field.setRangeText(text, from, to, "end");
}

function replace(text) {
  if (text === field.value) return;
  const active = document.activeElement;
  if (field.value === "") field.value = text;
  else write(text, 0, field.value.length);
  if (active !== field) active.focus({ preventScroll: true });
}

function say(text) {
  $("done").textContent = text;
}

function restore() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1)))
    if (key in view && key !== "hints") view[key] = key === "steps" ? Number(value) || 0 : value;
  if (![...$("question").options].some((o) => o.value === view.question)) view.question = $("question").value;
  $("question").value = view.question;
}

async function press(target) {
  const keyboard = document.activeElement === target;
  const reply = await ask("state", { ...view, text: field.value, press: target.dataset.press, cursor: field.selectionEnd });
  say(reply.said);
  if (reply.insert) write(reply.insert, field.selectionEnd, field.selectionEnd);
  const again = $("picture").querySelector(`[data-press="${CSS.escape(target.dataset.press)}"]`);
  if (keyboard && again) again.focus({ preventScroll: true });
}

async function fade() {
  if (!$("fading").open) return;
  const weight = $("weight")?.value || view.weight, model = $("model")?.value || view.model;
  const reply = await ask("state", { model, weight, steps: Number($("far").value), radius: Number($("radius").value) });
  swap("faded", reply.html);
}

function change(target) {
  if (target.id === "question") Object.assign(view, { question: target.value, model: "", weight: "", steps: 0, hints: 0 });
  else if (target.id === "model") Object.assign(view, { model: target.value, weight: "" });
  else if (target.id === "weight") view.weight = target.value;
  else return false;
  return true;
}

field.addEventListener("input", () => { say(""); refresh(); });
document.addEventListener("change", (event) => {
  if (change(event.target)) refresh(null).then(fade);
});
document.addEventListener("input", (event) => {
  if (event.target.id === "steps") { view.steps = Number(event.target.value); refresh(null); }
  if (event.target.id === "far" || event.target.id === "radius") fade();
});
$("fading").addEventListener("toggle", fade);
document.addEventListener("click", async (event) => {
  const target = event.target.closest("[data-press]");
  if (target) return press(target);
  if (event.target.id === "hint") { view.hints += 1; refresh(); }
  if (event.target.id === "as-asked") { Object.assign(view, { model: "", weight: "", steps: 0 }); refresh(null).then(fade); }
  if (event.target.id === "copy") { await navigator.clipboard.writeText(field.value); say("Copied."); }
  if (event.target.id === "save") say((await ask("save", { ...view, text: field.value })).said);
});

// The picture is one stop of the tab key; the arrow keys walk inside it.
$("picture").addEventListener("keydown", (event) => {
  const places = [...$("picture").querySelectorAll("[data-press]")];
  const at = places.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step && places.length) {
    spot = at < 0 ? Math.min(spot, places.length - 1) : (at + step + places.length) % places.length;
    places[spot].focus();
  } else if ((event.key === "Enter" || event.key === " ") && at >= 0) press(places[at]);
  else if (event.key === "Escape") field.focus();
  else return;
  event.preventDefault();
});

restore();
const loading = document.body.dataset.worker ? "Python is being loaded, once for all visits." : "";
say(loading);
await refresh(null);
if ($("done").textContent === loading) say("");
if (!field.value) field.focus();
