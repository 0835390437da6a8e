import { Random } from "lai-loss";
import { METHODS, type MethodName } from "./choices";
import { drawPairs, type Pairs, type Split, splitPairs } from "./data-sets";
import type { FromWorker, Settings, ToWorker } from "./messages";
import { MAX_ROWS, numericColumns, pairsOf, RefusedFile, readCsv, type Table } from "./read-csv";
import { Scene } from "./scene";
import { MethodTraining, noisyInputs } from "./training";

/** The worker reads the visitor's file, trains and draws, so that the page's own thread is free for the visitor. */

const EPOCHS_A_TURN = 10;
/** All methods go on by a turn in this time at least, so that eyes can follow, and the browser can draw. */
const TURN_MS = 80;
/** Numbers that run need not run faster than eyes read. */
const NUMBERS_EVERY_MS = 300;

const port = self as unknown as {
  onmessage: (event: { data: ToWorker }) => void;
  postMessage(message: FromWorker): void;
};

const scene = new Scene();
let table: Table | undefined;
let settings: Settings | undefined;
let data: Split | undefined;
let noisyTest: Float32Array = new Float32Array();
let paused = false;
let looping = false;
let numbersTold = 0;
const trainings = new Map<MethodName, MethodTraining>();

const hear: { [T in ToWorker["type"]]: (message: Extract<ToWorker, { type: T }>) => void | Promise<void> } = {
  picture: ({ picture, canvas }) => scene.picture(picture).setCanvas(canvas),
  resize({ picture, scale }) {
    scene.picture(picture).resize(scale);
    scene.drawAll();
  },
  colours: ({ colours }) => scene.setColours(colours),
  async file({ file }) {
    const found = await readCsv(file);
    table = found;
    port.postMessage({ type: "columns", fileName: file.name, rows: found.rows.length, names: numericColumns(found) });
  },
  async train({ settings: next }) {
    begin(next);
    await loop();
  },
  async pause(message) {
    paused = message.paused;
    if (!paused) await loop();
    else if (trainings.size > 0) tellRest(false);
  },
  sample({ index }) {
    scene.setSample(index);
    tellNumbers();
  },
  point({ x, y }) {
    if (scene.point(x, y)) tellNumbers();
  },
  noise({ level }) {
    scene.setLevel(level);
    tellNumbers();
  },
};

port.onmessage = async ({ data: message }) => {
  try {
    await (hear[message.type] as (message: ToWorker) => void | Promise<void>)(message);
  } catch (error) {
    port.postMessage({ type: "refused", message: (error as Error).message });
  }
};

/** Begins anew what the settings change: all methods where the rows or the seed do, else those whose strength moved. */
function begin(next: Settings): void {
  const before = settings;
  const isOther = (part: (settings: Settings) => unknown): boolean =>
    !before || JSON.stringify(part(before)) !== JSON.stringify(part(next));
  const otherData = isOther(({ data, seed }) => [data, seed]);
  if (otherData) {
    const { pairs, note } = pairsFor(next);
    const split = splitPairs(pairs, next.seed);
    trainings.clear();
    data = split;
    noisyTest = noisyInputs(split.test, next.seed);
    scene.setSamples(split.train);
    port.postMessage({ type: "data", rows: split.train.rows, testRows: split.test.rows, note });
  }
  const changed = METHODS.filter((method) => {
    if (method === "penalty") return otherData || isOther((s) => s.weight);
    return otherData || (method !== "plain" && isOther((s) => s.lambda));
  });
  for (const method of changed) trainings.set(method, new MethodTraining(method, next, data!, noisyTest, next.seed));
  scene.lambda = next.lambda;
  settings = next;
}

function pairsFor({ data: choice, seed }: Settings): { pairs: Pairs; note: string } {
  if (choice.kind === "drawn") return { pairs: drawPairs(choice.name, seed), note: "" };
  if (!table) throw new RefusedFile("No file has been read yet: choose one first.");
  const { pairs, empty } = pairsOf(table, choice.feature, choice.target);
  const notes = empty > 0 ? [`${empty} rows with an empty cell are left out.`] : [];
  if (pairs.x.length <= MAX_ROWS) return { pairs, note: notes.join(" ") };
  notes.push(`${MAX_ROWS} rows were drawn from ${pairs.x.length}.`);
  const drawn = new Random(seed, "playground rows").permutation(pairs.x.length).slice(0, MAX_ROWS);
  const part = (values: Float64Array): Float64Array => Float64Array.from(drawn, (row) => values[row]);
  return { pairs: { x: part(pairs.x), y: part(pairs.y) }, note: notes.join(" ") };
}

/** Trains the methods in turn until all have ended; between two of them messages are heard. */
async function loop(): Promise<void> {
  if (looping) return;
  looping = true;
  try {
    for (let begun = performance.now(); !paused; begun = performance.now()) {
      const active = METHODS.flatMap((method) => trainings.get(method) ?? []).filter((training) => !training.ended);
      if (active.length === 0) return;
      const isCurrent = (training: MethodTraining): boolean => trainings.get(training.method) === training;
      for (const training of active) {
        if (isCurrent(training)) await training.advance(EPOCHS_A_TURN); // else it was begun anew meanwhile
        await wait(0);
      }
      scene.add(active.filter(isCurrent).map((training) => training.snapshot()));
      if (performance.now() - numbersTold > NUMBERS_EVERY_MS) tellNumbers();
      if ([...trainings.values()].every((training) => training.ended)) {
        tellNumbers();
        tellRest(true);
      }
      await wait(Math.max(0, TURN_MS - (performance.now() - begun)));
    }
  } finally {
    looping = false;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function tellNumbers(): void {
  numbersTold = performance.now();
  port.postMessage(scene.numbers());
}

function tellRest(ended: boolean): void {
  port.postMessage({ type: "rest", ended, pictures: scene.words(), summary: scene.summary() });
}
