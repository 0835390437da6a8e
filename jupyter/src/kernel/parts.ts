import type { Cells } from "./cell";
import type { CellSources } from "./sources";
import { spellOut } from "./spell-out";
import type { Converter, ConverterSet, Executor, JupyterHandler, Tslab } from "./tslab";

/**
 * tslab's compilers, for Node.js (made at once: it takes a second) and for browser cells (made when asked for). Cells'
 * code is prepared for tslab's converter, for tracebacks and for Stop.
 */
export function createConverters(tslab: Tslab, cells: Cells, sources: CellSources): ConverterSet {
  const prepared = (made: Converter): Converter => ({
    ...made,
    convert(declarations, source) {
      const spelled = spellOut(tslab.typescript, source);
      const translated = made.convert(declarations, spelled.source);
      const converted = { ...translated, diagnostics: spelled.place(translated.diagnostics) };
      const cell = cells.current();
      return cell === null ? converted : sources.prepare(cell.count, source, converted);
    },
  });
  const node = prepared(tslab.createConverter({ isJS: false, isBrowser: false }));
  let browser: Converter | null = null;
  return {
    node,
    get browser() {
      browser ??= prepared(tslab.createConverter({ isJS: false, isBrowser: true }));
      return browser;
    },
    close() {
      node.close();
      browser?.close();
    },
  };
}

/** tslab's answers about code; where its compiler fails on half-written code, the answer is "nothing known". */
export function createHandler(tslab: Tslab, executor: Executor, log: (text: string) => void): JupyterHandler {
  const orElse = <T>(answer: () => T, otherwise: T): T => {
    try {
      return answer();
    } catch (error) {
      log(`tslab-kernel: ${error instanceof Error ? error.stack : error}`);
      return otherwise;
    }
  };
  class Handler extends tslab.JupyterHandlerImpl {
    override handleKernel(): Record<string, unknown> {
      const info = super.handleKernel();
      const language = { ...(info.language_info as object), version: tslab.typescript.version };
      return { ...info, status: "ok", language_info: language, debugger: true }; // of which only variables: debug.ts
    }

    override handleComplete(request: { code: string; cursor_pos: number }): Record<string, unknown> {
      const { cursor_pos: at } = request;
      const nothing = { status: "ok", matches: [], cursor_start: at, cursor_end: at, metadata: {} };
      return orElse(() => super.handleComplete(request), nothing);
    }

    override handleInspect(request: { code: string; cursor_pos: number }): Record<string, unknown> {
      return orElse(() => super.handleInspect(request), { status: "ok", found: false, data: {}, metadata: {} });
    }

    override handleIsComplete(request: { code: string }): Record<string, unknown> {
      return orElse(() => super.handleIsComplete(request), { status: "unknown" });
    }

    override handleShutdown(request: { restart?: boolean }): Record<string, unknown> {
      return { status: "ok", restart: request.restart === true };
    }
  }
  return new Handler(executor, false);
}
