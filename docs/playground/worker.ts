import { Random } from "lai-loss";
import { METHODS, type MethodName } from "./choices";
import { drawPairs, type Pairs, type Split, splitPairs } from "./data-sets";
import type { FromWorker, Settings, ToWorker } from "./messages";
import { MAX_ROWS, numericColumns, pairsOf, RefusedFile, readCsv, type Table } from "./read-csv";
import { MethodTraining, noisyInputs } from "./training";

/** The worker: it reads the visitor's file and trains, so that the page's own thread has nothing to do but draw. */

const EPOCHS_A_TURN = 8;
/** All methods go on by a turn in this time at least, so that eyes can follow. */
const TURN_MS = 60;

const port = self as unknown as {
  onmessage: (event: { data: ToWorker }) => void;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
};

let table: Table | undefined;
let settings: Settings | undefined;
let data: Split | undefined;
let noisyTest: Float32Array = new Float32Array();
/** counts the settings that were asked for: what belongs to earlier ones is dropped */
let run = 0;
let paused = false;
let looping = false;
const trainings = new Map<MethodName, MethodTraining>();

port.onmessage = async ({ data: message }) => {
  try {
    if (message.type === "file") await readFile(message.file);
    else if (message.type === "train") await start(message.settings);
    else {
      paused = message.paused;
      await loop();
    }
  } catch (error) {
    port.postMessage({ type: "refused", message: (error as Error).message });
  }
};

async function readFile(file: File): Promise<void> {
  const found = await readCsv(file);
  table = found;
  port.postMessage({ type: "columns", fileName: file.name, rows: found.rows.length, names: numericColumns(found) });
}

/** Begins anew what the settings change: all methods where the rows or the seed do, else those whose strength moved. */
async function start(next: Settings): Promise<void> {
  const before = settings;
  const isOther = (part: (settings: Settings) => unknown): boolean =>
    !before || JSON.stringify(part(before)) !== JSON.stringify(part(next));
  const otherData = isOther(({ data, seed }) => [data, seed]);
  if (otherData) {
    const { pairs, note } = pairsFor(next);
    const split = splitPairs(pairs, next.seed);
    run++;
    trainings.clear();
    data = split;
    noisyTest = noisyInputs(split.test, next.seed);
    const { x, y } = split.train;
    port.postMessage({ type: "data", run, x, y, testRows: split.test.rows, note });
  }
  const changed = METHODS.filter((method) => {
    if (method === "penalty") return otherData || isOther((s) => s.weight);
    return otherData || (method !== "plain" && isOther((s) => s.lambda));
  });
  for (const method of changed) trainings.set(method, new MethodTraining(method, next, data!, noisyTest, next.seed));
  settings = next;
  await loop();
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

/** Trains the methods in turn until all have ended; messages are heard between two turns. */
async function loop(): Promise<void> {
  if (looping) return;
  looping = true;
  try {
    for (let begun = performance.now(); !paused; begun = performance.now()) {
      const active = METHODS.map((method) => trainings.get(method)).filter((t) => t && !t.ended) as MethodTraining[];
      if (active.length === 0) return;
      for (const training of active) {
        await training.advance(EPOCHS_A_TURN);
        if (trainings.get(training.method) !== training) continue; // begun anew meanwhile
        const snapshot = training.snapshot();
        const arrays = [snapshot.curve, snapshot.predictions, snapshot.slopes, snapshot.noiseRmse];
        port.postMessage(
          { type: "snapshot", run, ...snapshot },
          arrays.map(({ buffer }) => buffer),
        );
      }
      if ([...trainings.values()].every((training) => training.ended)) port.postMessage({ type: "ended", run });
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, TURN_MS - (performance.now() - begun))));
    }
  } finally {
    looping = false;
  }
}
