import type { Cells } from "./cell";
import { compilerVersion, typescript } from "./compiler";
import type { Inspection } from "./inspection";
import { reachPackagesBeside } from "./packages-beside";
import type { CellSources } from "./sources";
import type { Converter, ConverterSet, Executor, JupyterHandler, Tslab } from "./tslab";

/**
 * The compilers of cells, for Node.js and for browser cells, each made when it is first asked for: it takes half a second.
 * Cells' code is prepared for tracebacks and for Stop.
 */
export function createConverters(cells: Cells, sources: CellSources): ConverterSet {
  const make = (isBrowser: boolean): Converter => {
    if (made.size === 0) reachPackagesBeside(typescript());
    const { createConverter } = require("./converter") as typeof import("./converter"); // with the compiler
    const converter = createConverter({ isBrowser });
    const prepared: Converter = {
      ...converter,
      convert(token, source) {
        const converted = converter.convert(token, source);
        const cell = cells.current();
        return cell === null ? converted : sources.prepare(cell.count, source, converted);
      },
    };
    made.set(isBrowser, prepared);
    return prepared;
  };
  const made = new Map<boolean, Converter>();
  return {
    get node() {
      return made.get(false) ?? make(false);
    },
    get browser() {
      return made.get(true) ?? make(true);
    },
    close() {
      for (const converter of made.values()) converter.close();
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
      const language = { ...(info.language_info as object), version: compilerVersion() };
      return { ...info, status: "ok", language_info: language, debugger: true }; // of which only variables: debug.ts
    }

    override handleComplete(request: { code: string; cursor_pos: number }): Record<string, unknown> {
      const { cursor_pos: at } = request;
      const nothing = { status: "ok", matches: [], cursor_start: at, cursor_end: at, metadata: {} };
      return orElse(() => super.handleComplete(request), nothing);
    }

    override handleInspect(request: { code: string; cursor_pos: number }): Record<string, unknown> {
      const nothing = { status: "ok", found: false, data: {}, metadata: {} };
      return orElse(() => {
        const found = executor.inspect(request.code, request.cursor_pos) as Inspection | null;
        if (found === null) return nothing;
        return { ...nothing, found: true, data: { "text/plain": found.plain, "text/markdown": found.markdown } };
      }, nothing);
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
