import { digits, table } from "../markdown";
import type { TrainingsResult } from "./types";

/** Trainings side by side as Markdown. */
export function trainingsText(result: TrainingsResult): string {
  const { machine, node, date, trainings, epochs, rounds, rates, starts } = result;
  const rows = rates.map(({ workers, trainingsPerSecond, ratio }) => [
    String(workers),
    digits(trainingsPerSecond),
    `${ratio.toFixed(2)} ×`,
  ]);
  const costs = starts.map(
    ({ startMilliseconds, megabytes }, i) =>
      `worker ${i + 1} is ready after ${startMilliseconds.toFixed(0)} ms and takes ${megabytes.toFixed(0)} MB`,
  );
  return [
    "## Trainings side by side",
    `${machine.processor}, ${machine.cores} cores, Node.js ${node}, ${date.slice(0, 10)}. Each worker thread trains 8-64-32-1 (tanh, Lai loss) on 2,000 rows, batch 128, ${epochs} epochs, ${trainings} times a round; medians of ${rounds} rounds, in turns. All end with the same weights. ${costs.join("; ")}.`,
    table(["workers", "trainings a second", "one worker's"], rows),
  ].join("\n\n");
}
