import type { FunctionLikeDeclaration, Node, SourceFile } from "typescript";
import type { TypeScript } from "./compiler";

/** The global functions that the code of cells passes through what it awaits and what it iterates by for await; see freeze.ts. */
export const AWAIT_FUNCTION = "__kernel_await__";
export const ITERATE_FUNCTION = "__kernel_iterate__";
/** The global array whose element 0 tells loops and functions to end, and the function that ends them by an exception. */
export const STOP_FLAG = "__kernel_stop__";
export const STOP_FUNCTION = "__kernel_stopped__";

export const CHECK = `if (${STOP_FLAG}[0]) ${STOP_FUNCTION}(); `;
export const CHECK_IN_EXPRESSION = `(${STOP_FLAG}[0] && ${STOP_FUNCTION}(), `;

export interface Instrumented {
  code: string;
  /** whether `for await` stands outside of functions, which tslab does not see */
  hasTopLevelForAwait: boolean;
}

/**
 * Lets Stop reach a cell's JavaScript wherever it is: everything awaited passes through a function that can hold it back,
 * and every turn of a loop and every call of a function looks at a flag. (An exception is the one safe way: ending code from
 * outside, as debuggers do, breaks Node's books on asynchronous work and so ends the kernel.) Lines stay as they are.
 */
export function instrument(ts: TypeScript, code: string): Instrumented {
  // read as a module, where await may stand outside of functions
  const file = ts.createSourceFile("cell.js", `${code}\nexport {};`, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const insertions = new Insertions();
  let hasTopLevelForAwait = false;
  const visit = (node: Node, inFunction: boolean): void => {
    const surround = (inner: Node, name: string): void =>
      insertions.surround(inner.getStart(file), `${name}(`, inner.end, ")");
    if (ts.isAwaitExpression(node)) surround(node.expression, AWAIT_FUNCTION);
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) {
      hasTopLevelForAwait ||= !inFunction;
      surround(node.expression, ITERATE_FUNCTION);
    }
    if (ts.isIterationStatement(node, false)) insertions.checkStatement(ts, file, node.statement);
    const isFunction = ts.isFunctionLike(node);
    if (isFunction) checkFunction(ts, file, node as FunctionLikeDeclaration, insertions);
    ts.forEachChild(node, (child) => visit(child, inFunction || isFunction));
  };
  visit(file, false);
  return { code: insertions.into(code), hasTopLevelForAwait };
}

/**
 * Lets Stop reach a library's JavaScript too, in the loops whose turns call something; loops of plain arithmetic, which are
 * short and where a look at the flag would cost, stay as they are.
 */
export function instrumentLibrary(ts: TypeScript, code: string): string {
  if (!/\b(for|while)\b/.test(code)) return code;
  const file = ts.createSourceFile("library.ts", code, ts.ScriptTarget.ES2022, false);
  const insertions = new Insertions();
  const calls = (node: Node): boolean =>
    ((ts.isCallExpression(node) || ts.isNewExpression(node)) && !node.expression.getText(file).startsWith("Math.")) ||
    ts.forEachChild(node, calls) === true;
  const visit = (node: Node): void => {
    if (ts.isIterationStatement(node, false) && calls(node.statement))
      insertions.checkStatement(ts, file, node.statement);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return insertions.into(code);
}

/** A check where a function begins: recursion and the callbacks of map, sort and their like end by it. */
function checkFunction(
  ts: TypeScript,
  file: SourceFile,
  { body }: FunctionLikeDeclaration,
  insertions: Insertions,
): void {
  if (body === undefined) return;
  if (!ts.isBlock(body)) insertions.surround(body.getStart(file), CHECK_IN_EXPRESSION, body.end, ")");
  else if (!hasDirective(ts, body.statements[0])) insertions.checkStatement(ts, file, body);
}

/** "use strict" means something only as the first statement. */
function hasDirective(ts: TypeScript, first: Node | undefined): boolean {
  return first !== undefined && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression);
}

/** Texts to be put into a code. At one place, what was put first (the outer node) opens first and closes last. */
class Insertions {
  private readonly all: { at: number; text: string; closes: boolean; found: number }[] = [];

  surround(start: number, before: string, end: number, after: string): void {
    const found = this.all.length;
    this.all.push({ at: start, text: before, closes: false, found }, { at: end, text: after, closes: true, found });
  }

  checkStatement(ts: TypeScript, file: SourceFile, statement: Node): void {
    const start = statement.getStart(file);
    if (!ts.isBlock(statement)) this.surround(start, `{ ${CHECK}`, statement.end, " }");
    else this.all.push({ at: start + 1, text: ` ${CHECK}`, closes: false, found: this.all.length });
  }

  into(code: string): string {
    // at one place, what closes comes before what opens
    const order = this.all.sort(
      (a, b) =>
        a.at - b.at || Number(b.closes) - Number(a.closes) || (a.closes ? b.found - a.found : a.found - b.found),
    );
    let result = "";
    let from = 0;
    for (const { at, text } of order) {
      result += code.slice(from, at) + text;
      from = at;
    }
    return result + code.slice(from);
  }
}
