// The judge in a worker: Python, the rooms of the grader that it needs, and the questions.
import { loadPyodide } from "./pyodide/pyodide.mjs";

async function fetched(name) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name} cannot be loaded`);
  return answer;
}

const start = (async () => {
  const python = await loadPyodide({ indexURL: new URL("pyodide/", import.meta.url).href });
  python.unpackArchive(await (await fetched("grader.zip")).arrayBuffer(), "zip");
  const { in_browser } = python.pyimport("grader.board.desk");
  return in_browser(await (await fetched("deck.json")).text());
})();

onmessage = async ({ data }) => {
  try {
    const answer = await start;
    postMessage({ reply: answer(data.request, data.drafts) });
  } catch (problem) {
    postMessage({ problem: String(problem.message).trim().split("\n").at(-1) });
  }
};
