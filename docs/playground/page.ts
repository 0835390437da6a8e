import { DATA_SETS, type DataSetName } from "./choices";
import { short } from "./figures/picture";
import { type FromWorker, type Settings, SIGMAS, type ToWorker } from "./messages";
import { element, View } from "./view";

/** The page: it reads the controls, asks the worker, and shows what the worker tells. */

const input = (id: string): HTMLInputElement => element(id) as HTMLInputElement;
const select = (id: string): HTMLSelectElement => element(id) as HTMLSelectElement;
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const ask = (message: ToWorker): void => worker.postMessage(message);

const OWN = "own";
let run = 0;
let filesRead = 0;
/** what is to be said of a new file when its rows are there */
let fileSaid = "";
let paused = false;
let ended = false;

const view = new View((index) => {
  input("sample").value = String(index);
  showSample();
});

for (const [name, title] of [...Object.entries(DATA_SETS), [OWN, "your own CSV file"]])
  select("data").append(new Option(title, name));

function settings(): Settings | undefined {
  const name = select("data").value;
  const [feature, target] = [select("feature").value, select("target").value];
  if (name === OWN && feature === "") return undefined; // no file has been read yet
  const seed = Math.min(999_999, Math.max(0, Math.round(input("seed").valueAsNumber || 0)));
  return {
    data:
      name === OWN ? { kind: "own", file: filesRead, feature, target } : { kind: "drawn", name: name as DataSetName },
    seed,
    lambda: 10 ** input("lambda").valueAsNumber,
    weight: 10 ** input("weight").valueAsNumber,
  };
}

/** Trains with what the controls say; what they leave as it was goes on. */
function train(): void {
  const chosen = settings();
  if (!chosen) return;
  element("refused").textContent = "";
  ended = false;
  view.lambda = chosen.lambda;
  ask({ type: "train", settings: chosen });
}

function showStrengths(): void {
  const lambda = 10 ** input("lambda").valueAsNumber;
  const asks = `${short(lambda)}, asks for slope √λ = ${short(Math.sqrt(lambda))}`;
  element("lambda-said").textContent = asks;
  input("lambda").setAttribute("aria-valuetext", asks);
  const weight = (10 ** input("weight").valueAsNumber).toPrecision(2);
  element("weight-said").textContent = String(Number(weight));
  input("weight").setAttribute("aria-valuetext", String(Number(weight)));
}

function showSample(): void {
  const index = input("sample").valueAsNumber;
  element("sample-said").textContent = `${index + 1} of ${view.rows}`;
  view.setSample(index);
}

function showNoise(): void {
  const index = input("noise").valueAsNumber;
  element("noise-said").textContent = `${SIGMAS[index]} standard deviations`;
  input("noise").setAttribute("aria-valuetext", `${SIGMAS[index]} standard deviations`);
  view.setNoise(index);
}

function setPaused(value: boolean): void {
  paused = value;
  element("pause").textContent = paused ? "Go on" : "Pause";
  ask({ type: "pause", paused });
  if (paused) {
    view.say();
    say(`Paused. ${view.summary()}`);
  }
}

function say(text: string): void {
  element("status").textContent = text;
}

const told: { [T in FromWorker["type"]]: (message: Extract<FromWorker, { type: T }>) => void } = {
  columns({ names, rows, fileName }) {
    filesRead++;
    for (const [id, chosen] of [
      ["feature", 0],
      ["target", names.length - 1],
    ] as const) {
      select(id).replaceChildren(...names.map((name, i) => new Option(name, name, i === chosen, i === chosen)));
      select(id).disabled = false;
    }
    fileSaid = `${fileName} has ${rows} rows and ${names.length} columns of numbers. `;
    train();
  },
  refused({ message }) {
    element("refused").textContent = message;
  },
  data({ run: newest, x, y, testRows, note }) {
    run = newest;
    view.setData(x, y);
    input("sample").max = String(x.length - 1);
    input("sample").value = String(Math.floor(x.length * 0.3));
    element("note").textContent = `${x.length} training rows, ${testRows} test rows. ${note}`;
    showSample();
    say(fileSaid + (paused ? "Training is paused: press Go on." : "Training has begun."));
    fileSaid = "";
  },
  snapshot({ type: _, run: of, ...snapshot }) {
    if (of === run) view.add(snapshot);
  },
  ended({ run: of }) {
    if (of !== run || ended) return;
    ended = true;
    view.say();
    say(`All networks are trained. ${view.summary()}`);
  },
};

worker.onmessage = ({ data: message }: { data: FromWorker }) => {
  (told[message.type] as (message: FromWorker) => void)(message);
};

for (const id of ["lambda", "weight"]) {
  input(id).addEventListener("input", () => {
    showStrengths();
    train();
    say("Training goes on.");
  });
}
for (const id of ["seed", "feature", "target"]) element(id).addEventListener("change", train);
select("data").addEventListener("change", () => {
  element("own").hidden = select("data").value !== OWN;
  train();
});
input("file").addEventListener("change", () => {
  const file = input("file").files?.[0];
  if (!file) return;
  element("refused").textContent = "";
  ask({ type: "file", file });
});
input("sample").addEventListener("input", showSample);
input("noise").addEventListener("input", showNoise);
element("pause").addEventListener("click", () => setPaused(!paused));
element("again").addEventListener("click", () => {
  input("seed").value = String((Math.round(input("seed").valueAsNumber || 0) + 1) % 1_000_000);
  if (paused) setPaused(false);
  train();
});
const themeChanges = new MutationObserver(() => view.setTheme());
themeChanges.observe(document.documentElement, { attributeFilter: ["class"] });
element("settings").addEventListener("submit", (event) => event.preventDefault());

showStrengths();
showNoise();
// who asked their system for less motion starts it themselves
if (matchMedia("(prefers-reduced-motion: reduce)").matches) setPaused(true);
train();
