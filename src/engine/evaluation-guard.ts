/**
 * Keeps a loss from calling the engine that is evaluating it: the engine's arrays are those of the step under way, and its
 * weights must not move before the step has ended.
 */
export class EvaluationGuard {
  private evaluating = false;

  /** @throws Error where a loss is being evaluated */
  check(): void {
    if (!this.evaluating) return;
    throw new Error(
      "A loss called the engine that is evaluating it: compute the loss from the batch that it is given, or use another engine.",
    );
  }

  /** Evaluates a loss. */
  run<T>(evaluate: () => T): T {
    this.evaluating = true;
    try {
      return evaluate();
    } finally {
      this.evaluating = false;
    }
  }
}
