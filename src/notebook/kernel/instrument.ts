import type { Node } from "@tslab/typescript-for-tslab";
import type { TypeScriptForTslab } from "./tslab";

/** The global function that the code of cells passes everything it awaits through; see freeze.ts. */
export const AWAIT_FUNCTION = "__lai_await__";
/** The global array whose element 0 tells the loops of cells to end, and the function that ends them by an exception. */
export const STOP_FLAG = "__lai_stop__";
export const STOP_FUNCTION = "__lai_stopped__";

const LOOP_CHECK = `if (${STOP_FLAG}[0]) ${STOP_FUNCTION}(); `;

/**
 * Lets Stop reach a cell's JavaScript wherever it is: everything awaited passes through a function that can hold it back,
 * and every turn of a loop looks at a flag. (An exception is the one safe way: ending code from outside, as debuggers do,
 * breaks Node's books on asynchronous work and so ends the kernel.) Lines stay as they are.
 */
export function instrument(ts: TypeScriptForTslab, code: string): string {
  const file = ts.createSourceFile("cell.js", code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const insertions: { at: number; text: string }[] = [];
  const insert = (at: number, text: string): number => insertions.push({ at, text });
  const visit = (node: Node): void => {
    if (ts.isAwaitExpression(node)) {
      insert(node.expression.getStart(file), `${AWAIT_FUNCTION}(`);
      insert(node.expression.end, ")");
    }
    if (ts.isIterationStatement(node, false)) {
      const { statement } = node;
      const start = statement.getStart(file);
      if (ts.isBlock(statement)) insert(start + 1, ` ${LOOP_CHECK}`);
      else {
        insert(start, `{ ${LOOP_CHECK}`);
        insert(statement.end, " }");
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  // From the end to the start; at one place, what was found first (the outer node) opens first and closes last.
  const order = insertions.map((insertion, found) => ({ ...insertion, found }));
  const closes = (text: string): boolean => text === ")" || text === " }";
  order.sort((a, b) => b.at - a.at || (closes(a.text) && closes(b.text) ? a.found - b.found : b.found - a.found));
  let result = code;
  for (const { at, text } of order) result = result.slice(0, at) + text + result.slice(at);
  return result;
}
