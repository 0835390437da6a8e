import type { Node, ObjectLiteralExpression } from "@tslab/typescript-for-tslab";
import type { Diagnostic, DiagnosticPlace, TypeScriptForTslab } from "./tslab";

/** A cell's source with the properties spelled out that tslab would translate wrongly. */
export interface SpelledOut {
  source: string;
  /** The diagnostics with their places in the source as it was. */
  place(diagnostics: readonly Diagnostic[]): Diagnostic[];
}

interface Insertion {
  at: number;
  text: string;
}

/**
 * tslab's converter puts `exports.` before each identifier whose symbol is declared in an earlier cell, also where an
 * identifier only names a property:
 * - `{ x }`: its symbol is the property's, of this cell, so x stays `x` and is "not defined" at run time;
 * - `{ mean: m } = stats`: its symbol is the property's of a type of an earlier cell, so it becomes `{ exports.mean: m }`,
 *   which the second pass reads as two names ("Cannot access 'exports' before initialization").
 * So `{ x }` is written as `{ x: x }`, and names of properties in patterns as strings, which are left alone. Nothing else
 * changes: neither lines nor meaning.
 */
export function spellOut(ts: TypeScriptForTslab, source: string): SpelledOut {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, false);
  const insertions: Insertion[] = [];
  const quote = (name: Node): void => {
    if (ts.isIdentifier(name)) insertions.push({ at: name.getStart(file), text: '"' }, { at: name.end, text: '"' });
  };
  const patterns = new Set<Node>();
  const isLiteral = (node: Node): boolean => ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);

  /** Marks what is assigned to as a pattern; a default value after it is not part of it. */
  const mark = (node: Node): void => {
    let target = node;
    while (ts.isParenthesizedExpression(target) || ts.isSpreadElement(target)) target = target.expression;
    if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) target = target.left;
    if (isLiteral(target)) patterns.add(target);
  };
  const visitObject = (literal: ObjectLiteralExpression): void => {
    const isPattern = patterns.has(literal);
    for (const property of literal.properties) {
      // { __proto__ } is a property, { __proto__: value } is not
      if (ts.isShorthandPropertyAssignment(property) && property.name.text !== "__proto__") {
        const { text } = property.name;
        insertions.push({ at: property.name.getStart(file), text: isPattern ? `"${text}": ` : `${text}: ` });
      } else if (isPattern && ts.isPropertyAssignment(property)) {
        quote(property.name);
        mark(property.initializer);
      } else if (isPattern && ts.isSpreadAssignment(property)) mark(property.expression);
    }
  };
  const visit = (node: Node): void => {
    if (ts.isBindingElement(node) && node.propertyName !== undefined) quote(node.propertyName);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) mark(node.left);
    if (ts.isForOfStatement(node)) mark(node.initializer);
    if (ts.isObjectLiteralExpression(node)) visitObject(node);
    if (patterns.has(node) && ts.isArrayLiteralExpression(node)) node.elements.forEach(mark);
    ts.forEachChild(node, visit);
  };
  visit(file);

  insertions.sort((a, b) => a.at - b.at);
  let text = "";
  let from = 0;
  for (const { at, text: inserted } of insertions) {
    text += source.slice(from, at) + inserted;
    from = at;
  }
  return {
    source: text + source.slice(from),
    place: (diagnostics) =>
      diagnostics.map((diagnostic) => {
        if (diagnostic.fileName !== undefined) return diagnostic; // of a module, which is compiled as it is
        const [start, end] = [diagnostic.start, diagnostic.end].map((at) => placeIn(source, insertions, at));
        return { ...diagnostic, start, end };
      }),
  };
}

/** Where a place of the spelled-out source is in the original; a place inside of an insertion is where that was made. */
function placeIn(source: string, insertions: readonly Insertion[], place: DiagnosticPlace): DiagnosticPlace {
  let inserted = 0;
  for (const { at, text } of insertions) {
    const beyond = place.offset - (at + inserted);
    if (beyond <= 0) break;
    inserted += Math.min(text.length, beyond);
  }
  const offset = place.offset - inserted;
  return { ...place, offset, character: offset - (source.lastIndexOf("\n", offset - 1) + 1) };
}
