// Asks the judge in this browser: a worker, so that the page never waits, started anew where a
// question takes too long. Drafts are kept by the browser.
const SECONDS = 8, STARTING = 120;
const name = (draft) => `bptt ${location.pathname} ${draft}`;
let worker = null, ready = false;

function drafts() {
  const prefix = name("");
  const mine = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(mine.map((key) => [key.slice(prefix.length), localStorage.getItem(key)]));
}

function answer(request) {
  return new Promise((done, failed) => {
    if (!worker) {
      worker = new Worker("worker.js", { type: "module" });
      ready = false;
    }
    const stop = (why) => { worker?.terminate(); worker = null; failed(new Error(why)); };
    const late = setTimeout(() => stop("this takes too long"), 1000 * (ready ? SECONDS : STARTING));
    worker.onerror = (event) => { clearTimeout(late); stop(event.message || "it cannot be started"); };
    worker.onmessage = ({ data }) => {
      clearTimeout(late);
      ready = true;
      if (data.problem) failed(new Error(data.problem));
      else done(JSON.parse(data.reply));
    };
    worker.postMessage({ request: JSON.stringify(request), drafts: JSON.stringify(drafts()) });
  });
}

let turn = Promise.resolve();
export function ask(what, request) {
  turn = turn.catch(() => {}).then(() => answer(request));
  return turn.then(({ kept, ...reply }) => {
    for (const [draft, text] of kept) localStorage.setItem(name(draft), text);
    return reply;
  });
}
