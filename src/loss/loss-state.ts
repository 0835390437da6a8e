import { ArgumentError, anyObject, checkNumber, type Rule } from "../base/check";
import type { LossState, LossStateAccess } from "./loss";

/** How the state of a loss begins and moves. */
export interface LossStateDefinition<S extends LossState> {
  initial: S;
  /** the state after a step, from the one before it and the mean of `observed` over the rows of the whole loss */
  next: (state: S, observed: number) => S;
}

/** A state: a finite number for each name. */
export const STATE: Rule<LossState> = (argument, value) => {
  for (const [name, number] of Object.entries(anyObject(argument, value))) checkNumber(`${argument}.${name}`, number);
  return value as LossState;
};

/** The state of one training's evaluator. */
export class LossStateKeeper<S extends LossState> implements LossStateAccess {
  private current: S;
  private observed: number | null = null;

  constructor(
    private readonly loss: string,
    private readonly definition: LossStateDefinition<S>,
  ) {
    this.current = definition.initial;
  }

  get(): S {
    return { ...this.current };
  }

  set(state: LossState): void {
    const names = Object.keys(this.definition.initial);
    if (typeof state !== "object" || state === null || Object.keys(state).sort().join() !== names.sort().join()) {
      throw new ArgumentError("lossState", state, `the state of ${this.loss} has ${names.join(", ")}.`);
    }
    this.current = { ...STATE("lossState", state) } as S;
    this.observed = null;
  }

  /** What the last evaluation showed; null without rows of the whole loss. */
  observe(mean: number | null): void {
    this.observed = mean;
  }

  advance(): void {
    if (this.observed === null) return;
    this.current = this.definition.next(this.current, this.observed);
    this.observed = null;
  }
}
