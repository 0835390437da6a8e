/**
 * Draws what has changed, one task in each frame, so that also a machine four times as slow has time for the visitor between
 * two of them. A task that is asked for again before its turn is done once.
 */
export class Frames {
  /** what answers the visitor's hand goes first */
  private readonly urgent = new Map<string, () => void>();
  private readonly tasks = new Map<string, () => void>();
  private waiting = false;

  /** Asks for a task; another of the same name takes its place. */
  ask(name: string, task: () => void, options: { urgent?: boolean } = {}): void {
    if (options.urgent) this.tasks.delete(name);
    if (options.urgent || this.urgent.has(name)) this.urgent.set(name, task);
    else this.tasks.set(name, task);
    this.wait();
  }

  private wait(): void {
    if (this.waiting || this.urgent.size + this.tasks.size === 0) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const queue = this.urgent.size > 0 ? this.urgent : this.tasks;
      const [name, task] = queue.entries().next().value!;
      queue.delete(name);
      task();
      this.wait();
    });
  }
}
