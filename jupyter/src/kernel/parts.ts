import type { Node } from "typescript";
import { ArgumentError } from "../argument-error";
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

    override handleComplete({ code, cursor_pos }: { code: string; cursor_pos: number }): Record<string, unknown> {
      const text = codeOf(code, "complete");
      const nothing = { status: "ok", matches: [], cursor_start: cursor_pos, cursor_end: cursor_pos, metadata: {} };
      return orElse(() => {
        const found = super.handleComplete({ code: text, cursor_pos: indexOf(text, cursor_pos) });
        const [start, end] = [found.cursor_start, found.cursor_end].map((index) => pointsBefore(text, index as number));
        return { ...found, cursor_start: start, cursor_end: end };
      }, nothing);
    }

    override handleInspect({ code, cursor_pos }: { code: string; cursor_pos: number }): Record<string, unknown> {
      const text = codeOf(code, "inspect");
      const nothing = { status: "ok", found: false, data: {}, metadata: {} };
      return orElse(() => {
        const found = executor.inspect(text, indexOf(text, cursor_pos)) as Inspection | null;
        if (found === null) return nothing;
        return { ...nothing, found: true, data: { "text/plain": found.plain, "text/markdown": found.markdown } };
      }, nothing);
    }

    override handleIsComplete({ code }: { code: string }): Record<string, unknown> {
      const text = codeOf(code, "is_complete");
      if (endsInTemplate(text)) return { status: "incomplete", indent: "" };
      return orElse(() => super.handleIsComplete({ code: text }), { status: "unknown" });
    }

    override handleShutdown(request: { restart?: boolean }): Record<string, unknown> {
      return { status: "ok", restart: request.restart === true };
    }
  }
  return new Handler(executor, false);
}

/** The code of a request, which is refused where it has none. */
function codeOf(code: unknown, request: string): string {
  if (typeof code === "string") return code;
  throw new ArgumentError(`${request}_request: code`, code, "give it the text of a cell.");
}

/** Jupyter counts characters (code points), and JavaScript halves of them where they are large, as emoji are. */
function indexOf(text: string, points: number): number {
  return [...text].slice(0, points).join("").length;
}

function pointsBefore(text: string, index: number): number {
  return [...text.slice(0, index)].length;
}

/** Whether a text between backticks has not come to its end. */
function endsInTemplate(code: string): boolean {
  const ts = typescript();
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ESNext, false);
  const isOpen = (node: Node): boolean =>
    ((node as { isUnterminated?: boolean }).isUnterminated === true && "`}".includes(code[node.getStart(file)])) ||
    ts.forEachChild(node, isOpen) === true;
  return isOpen(file);
}
