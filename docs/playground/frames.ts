/**
 * Changes the page one task in each frame, so that also a machine four times as slow has time for the visitor between two of
 * them. A task that is asked for again before its turn is done once.
 */
export class Frames {
  private readonly tasks = new Map<string, () => void>();
  private waiting = false;

  /** Asks for a task; another of the same name takes its place. */
  ask(name: string, task: () => void): void {
    this.tasks.set(name, task);
    this.wait();
  }

  private wait(): void {
    if (this.waiting || this.tasks.size === 0) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const [name, task] = this.tasks.entries().next().value!;
      this.tasks.delete(name);
      task();
      this.wait();
    });
  }
}
