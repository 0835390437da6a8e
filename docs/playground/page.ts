import { DATA_SETS, type DataSetName } from "./choices";
import { type FromWorker, type Settings, SIGMAS, short, type ToWorker } from "./messages";
import { element, themeColours, View, write } from "./view";

/** The page: it reads the controls, asks the worker, and shows what the worker tells. */

const input = (id: string): HTMLInputElement => element(id) as HTMLInputElement;
const select = (id: string): HTMLSelectElement => element(id) as HTMLSelectElement;
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const tell = (message: ToWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);

const OWN = "own";
let filesRead = 0;
/** what is to be said of a new file when its rows are there */
let fileSaid = "";
let paused = false;

const view = new View(tell);
tell({ type: "colours", colours: themeColours() });

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
  write("refused", "");
  tell({ type: "train", settings: chosen });
}

function showStrengths(): void {
  const lambda = 10 ** input("lambda").valueAsNumber;
  const asks = `${short(lambda)}, asks for slope √λ = ${short(Math.sqrt(lambda))}`;
  write("lambda-said", asks);
  input("lambda").setAttribute("aria-valuetext", asks);
  const weight = (10 ** input("weight").valueAsNumber).toPrecision(2);
  write("weight-said", String(Number(weight)));
  input("weight").setAttribute("aria-valuetext", String(Number(weight)));
}

function showNoise(): void {
  const index = input("noise").valueAsNumber;
  write("noise-said", `${SIGMAS[index]} standard deviations`);
  input("noise").setAttribute("aria-valuetext", `${SIGMAS[index]} standard deviations`);
  tell({ type: "noise", level: index });
}

function setPaused(value: boolean): void {
  paused = value;
  write("pause", paused ? "Go on" : "Pause");
  tell({ type: "pause", paused });
}

function say(text: string): void {
  write("status", text);
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
    write("refused", message);
  },
  data({ rows, testRows, note }) {
    input("sample").max = String(rows - 1);
    write("note", `${rows} training rows, ${testRows} test rows. ${note}`);
    say(fileSaid + (paused ? "Training is paused: press Go on." : "Training has begun."));
    fileSaid = "";
  },
  numbers({ epoch, sample, atSample, measured }) {
    if (!Number.isFinite(epoch)) return; // nothing is trained yet
    view.showNumbers(epoch, atSample, measured);
    const slider = input("sample");
    const isAhead = document.activeElement === slider; // a hand moves it
    if (!isAhead && slider.value !== String(sample)) slider.value = String(sample);
    write("sample-said", `${sample + 1} of ${Number(slider.max) + 1}`);
  },
  rest({ ended, pictures, summary }) {
    view.say(pictures);
    say(`${ended ? "All networks are trained." : "Paused."} ${summary}`);
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
  write("refused", "");
  tell({ type: "file", file });
});
input("sample").addEventListener("input", () => tell({ type: "sample", index: input("sample").valueAsNumber }));
input("noise").addEventListener("input", showNoise);
element("pause").addEventListener("click", () => setPaused(!paused));
element("again").addEventListener("click", () => {
  input("seed").value = String((Math.round(input("seed").valueAsNumber || 0) + 1) % 1_000_000);
  if (paused) setPaused(false);
  train();
});
const themeChanges = new MutationObserver(() => tell({ type: "colours", colours: themeColours() }));
themeChanges.observe(document.documentElement, { attributeFilter: ["class"] });
element("settings").addEventListener("submit", (event) => event.preventDefault());

showStrengths();
showNoise();
// who asked their system for less motion starts it themselves
if (matchMedia("(prefers-reduced-motion: reduce)").matches) setPaused(true);
train();
