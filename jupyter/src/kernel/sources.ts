import { typescript } from "./compiler";
import { instrument } from "./instrument";
import { LineMap, type Place } from "./line-map";
import type { Converted } from "./tslab";

interface CellSource {
  source: string;
  output: string;
  /** length of what tslab's executor puts before the output, on its first line */
  prefix: number;
  map?: LineMap;
}

const FRAME = /^(\s+at )(.*?)\(?cell\[(\d+)\]:(\d+):(\d+)\)?$/;
/** What the executor writes before a cell's code. */
const PREFIXES = { sync: "(function(exports, require) { ", async: "(async function(exports, require) { " };

/** Knows the code of every cell that ran, to name cell and line in tracebacks. */
export class CellSources {
  private readonly cells = new Map<number, CellSource>();

  /** Gives a cell's JavaScript a name that V8 shows in stacks, and lets Stop reach it. */
  prepare(count: number, source: string, converted: Converted): Converted {
    if (!converted.output) return converted;
    const { code, hasTopLevelForAwait } = instrument(typescript(), converted.output);
    const hasToplevelAwait = converted.hasToplevelAwait || hasTopLevelForAwait;
    const prefix = (hasToplevelAwait ? PREFIXES.async : PREFIXES.sync).length;
    this.cells.set(count, { source, output: code, prefix });
    return { ...converted, hasToplevelAwait, output: `${code}\n//# sourceURL=cell[${count}]` };
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
        result.push(frame);
        continue;
      }
      const [, at, name, count, line, column] = match;
      const place = this.place(Number(count), Number(line), Number(column));
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

  private place(count: number, line: number, column: number): Place | null {
    const cell = this.cells.get(count);
    if (cell === undefined) return null;
    cell.map ??= new LineMap(typescript(), cell.source, cell.output);
    return cell.map.place(line, line === 1 ? column - cell.prefix : column);
  }
}
