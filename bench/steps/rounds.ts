import type { Random } from "../../src/base/random";
import type { Contender } from "./contenders";
import type { ContenderProcess } from "./process";
import type { LeftOut, LossName, Measured } from "./types";

/** One contender with one loss, ready to be timed. */
export interface Entry {
  contender: Contender;
  process: Pick<ContenderProcess, "ask">;
  loss: LossName;
  /** steps that are timed at once */
  steps: number;
  /** rounds that it takes part in */
  rounds: number;
  /** what its time is divided by: the steps, or 1 for a whole training */
  divisor: number;
  check: Measured["check"];
}

/**
 * Times all entries in rounds, each once a round, one after another, in an order that is shuffled anew: what changes on the
 * machine while it measures then meets all alike. An entry that fails is left out of the rest.
 */
export async function timeInRounds(
  entries: readonly Entry[],
  rounds: number,
  random: Random,
  tell: (round: number, entry: Entry) => void,
): Promise<{ measured: Measured[]; leftOut: LeftOut[] }> {
  const times = new Map(entries.map((entry) => [entry, Array<number | null>(rounds).fill(null)]));
  const leftOut: LeftOut[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const entry of random.shuffle([...times.keys()])) {
      if (!takesPart(entry.rounds, round, rounds)) continue;
      tell(round, entry);
      const { contender, process, loss, steps, divisor } = entry;
      try {
        const { milliseconds } = await process.ask({ do: "run", loss, steps });
        times.get(entry)![round] = milliseconds! / divisor;
      } catch (error) {
        times.delete(entry);
        leftOut.push({ contender: contender.id, loss, reason: (error as Error).message });
      }
    }
  }
  const measured = entries.flatMap((entry) => {
    const milliseconds = times.get(entry);
    const { contender, loss, steps, check } = entry;
    return milliseconds ? [{ contender: contender.id, loss, steps, milliseconds, check }] : [];
  });
  return { measured, leftOut };
}

/** Spreads `count` of the rounds evenly over all. */
export function takesPart(count: number, round: number, rounds: number): boolean {
  return Math.floor(((round + 1) * count) / rounds) > Math.floor((round * count) / rounds);
}
