import ts from "typescript";

/**
 * `declare module "name"` in a cell, which is a module, can only add to a module that is there. Where none is (a package
 * without types, a pattern such as "*.txt"), it declares one: it is taken out of the cell, whose other characters stay at
 * their places, to be read as a file of declarations.
 */
export function takeAmbientModules(
  text: string,
  isThere: (name: string) => boolean,
): { text: string; ambient: string } {
  if (!/\bdeclare\s+module\s+["']/.test(text)) return { text, ambient: "" };
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext, false);
  let rest = text;
  let ambient = "";
  for (const statement of file.statements) {
    if (!ts.isModuleDeclaration(statement) || !ts.isStringLiteral(statement.name)) continue;
    if (isThere(statement.name.text)) continue;
    const start = statement.getStart(file);
    ambient += `${text.slice(start, statement.end)}\n`;
    rest = rest.slice(0, start) + rest.slice(start, statement.end).replace(/[^\n]/g, " ") + rest.slice(statement.end);
  }
  return { text: rest, ambient };
}
