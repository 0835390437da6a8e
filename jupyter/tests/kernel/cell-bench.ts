import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { format } from "node:util";
import { createConverter } from "../../src/kernel/converter";
import { installModules } from "../../src/kernel/modules";
import { loadTslab } from "../../src/kernel/tslab";

/** What one cell has come to. */
export interface Outcome {
  ok: boolean;
  /** what it showed: the value of its last expression */
  shown: unknown;
  /** the compile error, or what was thrown, in words */
  failure: string;
}

const tslab = loadTslab();

/** Runs cells as a kernel does, by tslab's executor, without a kernel's process and messages. */
export class CellBench {
  readonly converter;
  private readonly executor;
  private outcome: Outcome = { ok: true, shown: undefined, failure: "" };

  constructor(readonly folder: string = process.cwd()) {
    installModules(folder);
    this.converter = createConverter({ isBrowser: false }, folder);
    const converters = { node: this.converter, browser: this.converter, close: () => this.converter.close() };
    this.executor = tslab.createExecutor(folder, converters, {
      log: (result) => {
        this.outcome.shown = (result as { value: unknown }).value;
      },
      error: (...values) => {
        const [first] = values;
        this.outcome.failure += first instanceof Error ? `${first.name}: ${first.message}` : format(...values);
      },
    });
  }

  /** A bench in an empty folder, which is gone with `close`. */
  static inEmptyFolder(): CellBench {
    return new CellBench(realpathSync(mkdtempSync(join(tmpdir(), "cells-"))));
  }

  async run(...cells: string[]): Promise<Outcome> {
    for (const cell of cells) {
      this.outcome = { ok: true, shown: undefined, failure: "" };
      this.outcome.ok = await this.executor.execute(cell);
    }
    return this.outcome;
  }

  close(): void {
    this.executor.close();
    if (this.folder.startsWith(realpathSync(tmpdir()))) rmSync(this.folder, { recursive: true });
  }
}

/** Cells in order, and what the last one shows. */
export type Meant = readonly [what: string, cells: readonly string[], shown: unknown];

export function testCells(bench: CellBench, table: readonly Meant[]): void {
  for (const [what, cells, shown] of table) {
    test(what, async () => {
      const outcome = await bench.run(...cells);
      assert.equal(outcome.failure, "");
      assert.deepEqual(outcome.shown, shown);
    });
  }
}
