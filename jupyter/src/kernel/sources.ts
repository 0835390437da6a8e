import { typescript } from "./compiler";
import { instrument } from "./instrument";
import { LineMap, type Place } from "./line-map";
import type { Converted, SideOutput } from "./tslab";

interface Source {
  source: string;
  output: string;
  /** length of what tslab's executor puts before the output, on its first line */
  prefix: number;
  map?: LineMap;
}

/** Code that a cell has given to `eval` or `Function`; V8 names a script of the kernel beside it. */
const IN_EVAL = /\(eval at .*evalmachine\.<anonymous>:\d+:\d+\)+, <anonymous>:(\d+:\d+)\)/;
const FRAME_OF_MODULE = /^(\s+at (?:.*\()?)(\/.+):(\d+):(\d+)(\)?)$/;
const FRAME = /^(\s+at )(.*?)\(?cell\[(\d+)\]:(\d+):(\d+)\)?$/;
/** What the executor writes before a cell's code. */
const PREFIXES = { sync: "(function(exports, require) { ", async: "(async function(exports, require) { " };

/** Knows the code of every cell that ran, to name cell and line in tracebacks. */
export class CellSources {
  private readonly cells = new Map<number, Source>();
  /** the folder's own modules, by the name of their JavaScript, which is in no file */
  private readonly modules = new Map<string, Source & { file: string }>();

  /** Gives a cell's JavaScript a name that V8 shows in stacks, and lets Stop reach it. */
  prepare(count: number, source: string, converted: Converted): Converted {
    const sideOutputs = converted.sideOutputs?.map((module) => this.prepareModule(module));
    if (!converted.output) return converted;
    const { code, hasTopLevelForAwait } = instrument(typescript(), converted.output);
    const hasToplevelAwait = converted.hasToplevelAwait || hasTopLevelForAwait;
    const prefix = (hasToplevelAwait ? PREFIXES.async : PREFIXES.sync).length;
    this.cells.set(count, { source, output: code, prefix });
    return { ...converted, sideOutputs, hasToplevelAwait, output: `${code}\n//# sourceURL=cell[${count}]` };
  }

  /** Lets Stop reach a module of the folder. */
  private prepareModule(module: SideOutput): SideOutput {
    const { path, file, source } = module;
    const { code } = instrument(typescript(), module.data);
    this.modules.set(path, { file, source, output: code, prefix: 0 });
    return { ...module, data: code };
  }

  /**
   * Translates the frames of a stack: those in cells name cell, line and column of the TypeScript; those in code that the
   * compiler or tslab added are left out.
   */
  translate(frames: readonly string[]): string[] {
    const result: string[] = [];
    for (const frame of frames) {
      const match = FRAME.exec(frame);
      if (match === null) {
        const inModule = this.frameOfModule(frame);
        if (inModule !== null) result.push(inModule);
        else result.push(frame.replace(IN_EVAL, "(code given to eval, line $1)"));
        continue;
      }
      const [, at, name, count, line, column] = match;
      const place = placeIn(this.cells.get(Number(count)), Number(line), Number(column));
      if (place === null) continue;
      const where = `cell [${count}], line ${place.line}:${place.column}`;
      const isNamed = !["", "async "].includes(name);
      result.push(isNamed ? `${at}${name.trim()} (${where})` : `${at}${name}${where}`);
    }
    return result;
  }

  /** Translated frames, and below them the lines around the first place in a cell. */
  withExcerpt(translated: readonly string[]): string[] {
    for (const frame of translated) {
      const place = /cell \[(\d+)\], line (\d+):\d+/.exec(frame);
      if (place === null) continue;
      const source = this.cells.get(Number(place[1]))?.source ?? "";
      return [...translated, ...this.excerptOfText(source, Number(place[2]))];
    }
    return [...translated];
  }

  /** The lines around one line of a text, numbered, with an arrow at it. */
  excerptOfText(text: string, line: number): string[] {
    const lines = text.split("\n");
    const shown: string[] = [];
    for (let number = Math.max(1, line - 1); number <= Math.min(lines.length, line + 1); number++)
      shown.push(`${number === line ? "->" : "  "} ${String(number).padStart(3)} | ${lines[number - 1]}`);
    return shown.length > 0 ? ["", ...shown] : [];
  }

  /** A frame in a module of the folder, as a place in its file; null for any other. */
  private frameOfModule(frame: string): string | null {
    const [, at, path, line, column, end] = FRAME_OF_MODULE.exec(frame) ?? [];
    const module = this.modules.get(path ?? "");
    const place = placeIn(module, Number(line), Number(column));
    return place === null ? null : `${at}${module?.file}:${place.line}:${place.column}${end}`;
  }
}

function placeIn(code: Source | undefined, line: number, column: number): Place | null {
  if (code === undefined) return null;
  code.map ??= new LineMap(typescript(), code.source, code.output);
  return code.map.place(line, line === 1 ? column - code.prefix : column);
}
