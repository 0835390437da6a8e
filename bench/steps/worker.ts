/**
 * A contender's side of the benchmark: a process that does what it is told, one line of JSON an order and an answer.
 * python/worker.py speaks the same.
 */
import { createInterface } from "node:readline";
import { type Problem, readProblem } from "./problem";
import type { LossName } from "./types";

export type Order =
  | { do: "prepare"; problem: string; loss: LossName }
  /** from the problem's weights on: so many steps, timed */
  | { do: "run"; loss: LossName; steps: number };

export interface Answer {
  ready?: Record<string, string>;
  unavailable?: string;
  prepared?: boolean;
  milliseconds?: number;
  /** of the last step, before it */
  loss?: number;
  error?: string;
}

/** Steps on one problem with one loss. */
export interface Stepper {
  /** goes back to the problem's weights, with a new optimiser */
  reset(): void;
  run(steps: number): void | Promise<void>;
  loss(): number;
  dispose(): void;
}

export interface Loaded {
  versions: Record<string, string>;
  prepare(problem: Problem, loss: LossName): Stepper;
}

/** Answers orders until standard input ends. */
export async function serve(load: () => Loaded | Promise<Loaded>): Promise<void> {
  const answer = (content: Answer): void => {
    process.stdout.write(`${JSON.stringify(content)}\n`);
  };
  console.log = console.error; // standard output is for answers
  let loaded: Loaded;
  try {
    loaded = await load();
  } catch (error) {
    answer({ unavailable: messageOf(error) });
    return;
  }
  answer({ ready: { node: process.versions.node, ...loaded.versions } });
  const steppers = new Map<LossName, Stepper>();
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const order: Order = JSON.parse(line);
      if (order.do === "prepare") {
        steppers.get(order.loss)?.dispose();
        const stepper = loaded.prepare(readProblem(order.problem), order.loss);
        steppers.set(order.loss, stepper);
        stepper.reset();
        await stepper.run(1);
        answer({ prepared: true });
      } else {
        const stepper = steppers.get(order.loss);
        if (!stepper) throw new Error(`the loss ${order.loss} was not prepared`);
        stepper.reset();
        const start = performance.now();
        await stepper.run(order.steps);
        answer({ milliseconds: performance.now() - start, loss: stepper.loss() });
      }
    } catch (error) {
      answer({ error: messageOf(error) });
    }
  }
  for (const stepper of steppers.values()) stepper.dispose();
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0];
}
