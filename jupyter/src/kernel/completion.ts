import type ts from "typescript";
import type { CellProgram } from "./program";

export interface Completion {
  start: number;
  end: number;
  candidates: string[];
}

/** What may stand at a place of a cell: names that begin with what is there come first, then those that contain it. */
export function complete(program: CellProgram, source: string, position: number): Completion {
  const { fileName } = program.open(source);
  const info = program.service.getCompletionsAtPosition(fileName, position, {});
  const { start, end } = spanAt(source, position, info);
  const typed = source.slice(start, position);
  const found = (info?.entries ?? []).flatMap(({ name, sortText }) => {
    const rank = rankOf(name, typed);
    return rank === null ? [] : [{ name, key: `${rank}${sortText}` }];
  });
  found.sort((a, b) => (a.key === b.key ? (a.name < b.name ? -1 : 1) : a.key < b.key ? -1 : 1));
  return { start, end, candidates: [...new Set(found.map(({ name }) => name))] };
}

function rankOf(name: string, typed: string): number | null {
  if (name.startsWith(typed)) return 0;
  const [lower, asked] = [name.toLowerCase(), typed.toLowerCase()];
  return lower.startsWith(asked) ? 1 : lower.includes(asked) ? 2 : null;
}

/** The name or the text in quotes around a place. */
function spanAt(
  source: string,
  position: number,
  info: ts.WithMetadata<ts.CompletionInfo> | undefined,
): { start: number; end: number } {
  const span = info?.optionalReplacementSpan ?? info?.entries.find((entry) => entry.replacementSpan)?.replacementSpan;
  if (span !== undefined) return { start: span.start, end: span.start + span.length };
  const before = /#?[\p{ID_Continue}$]*$/u.exec(source.slice(0, position))?.[0].length ?? 0;
  const after = /^[\p{ID_Continue}$]*/u.exec(source.slice(position))?.[0].length ?? 0;
  return { start: position - before, end: position + after };
}
