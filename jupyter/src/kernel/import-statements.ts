import ts from "typescript";
import { IMPORT, REQUIRE } from "./names";
import type { SharedNames } from "./shared-names";

const { factory } = ts;

/**
 * An import of a cell as JavaScript, which lets its names stand for parts of the module (see modules.ts); null where it
 * imports types alone. A module that only `import` can load is waited for.
 */
export function importCall(
  { importClause: clause, moduleSpecifier, attributes }: ts.ImportDeclaration,
  names: SharedNames,
  isEsModule: (specifier: string) => boolean,
): { call: ts.Expression; isAwaited: boolean } | null {
  const specifier = asJavaScript((moduleSpecifier as ts.StringLiteral).text);
  const wanted = clause === undefined ? [] : partsOf(clause).filter(([name]) => names.isValue(name));
  if (clause !== undefined && wanted.length === 0) return null;
  const parts = factory.createObjectLiteralExpression(
    wanted.map(([name, part]) =>
      factory.createPropertyAssignment(factory.createComputedPropertyName(text(name.text)), text(part)),
    ),
  );
  if (!isEsModule(specifier)) {
    const values = [factory.createIdentifier("require"), text(specifier), parts];
    return { call: callOf(REQUIRE, values), isAwaited: false };
  }
  const options = attributes === undefined ? [] : [withAttributes(attributes)];
  const call = callOf(IMPORT, [text(specifier), parts, ...options]);
  return { call: factory.createAwaitExpression(call), isAwaited: true };
}

/** `import name = require("module")` or `import name = Namespace.part`: what the name stands for; null for a type. */
export function importedValue(
  { isTypeOnly, name, moduleReference }: ts.ImportEqualsDeclaration,
  names: SharedNames,
): ts.Expression | null {
  if (isTypeOnly || !names.isValue(name)) return null;
  if (ts.isExternalModuleReference(moduleReference))
    return callOf("require", [text((moduleReference.expression as ts.StringLiteral).text)]);
  const entity = (inner: ts.EntityName): ts.Expression => {
    if (ts.isIdentifier(inner)) return names.has(inner) ? names.place(inner) : inner;
    return factory.createPropertyAccessExpression(entity(inner.left), inner.right);
  };
  return entity(moduleReference);
}

/** The names that an import declares as values, each with what it stands for in the module. */
function partsOf(clause: ts.ImportClause): [name: ts.Identifier, part: string][] {
  if (clause.isTypeOnly) return [];
  const { name, namedBindings: bindings } = clause;
  const parts: [ts.Identifier, string][] = name === undefined ? [] : [[name, "default"]];
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) parts.push([bindings.name, "*"]);
  if (bindings !== undefined && ts.isNamedImports(bindings))
    for (const element of bindings.elements)
      if (!element.isTypeOnly) parts.push([element.name, (element.propertyName ?? element.name).text]);
  return parts;
}

/** A local module is found by the name of the JavaScript that is made of it. */
function asJavaScript(specifier: string): string {
  return specifier.startsWith(".") ? specifier.replace(/(?<!\.d)\.([cm]?)tsx?$/, ".$1js") : specifier;
}

function withAttributes(attributes: ts.ImportAttributes): ts.Expression {
  const pairs = attributes.elements.map(({ name, value }) => factory.createPropertyAssignment(text(name.text), value));
  const inner = factory.createObjectLiteralExpression(pairs);
  return factory.createObjectLiteralExpression([factory.createPropertyAssignment("with", inner)]);
}

function callOf(name: string, values: ts.Expression[]): ts.Expression {
  return factory.createCallExpression(factory.createIdentifier(name), undefined, values);
}

function text(value: string): ts.StringLiteral {
  return factory.createStringLiteral(value);
}
