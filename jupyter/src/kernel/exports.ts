import ts from "typescript";

/**
 * A cell's source without `export`, which means nothing in a cell: what it declares is seen by later cells anyway. Each
 * character stays at its place.
 */
export function withoutExports(source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext, false);
  let text = source;
  const write = (start: number, end: number, words: string): void => {
    const rest = text.slice(start + words.length, end).replace(/[^\n]/g, " ");
    text = text.slice(0, start) + words + rest + text.slice(end);
  };
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    if (ts.isExportDeclaration(statement)) {
      const { moduleSpecifier, isTypeOnly } = statement;
      const isImport = moduleSpecifier !== undefined && !isTypeOnly;
      write(start, isImport ? moduleSpecifier.getStart(file) : statement.end, isImport ? "import" : "");
    } else if (ts.isExportAssignment(statement)) {
      const { expression } = statement;
      // an object or a function alone would be read as a block or a declaration
      write(start, expression.getStart(file), statement.isExportEquals ? "" : "0 ||");
    } else if (ts.canHaveModifiers(statement)) {
      const isNameless =
        (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name === undefined;
      for (const modifier of statement.modifiers ?? []) {
        const isExport = modifier.kind === ts.SyntaxKind.ExportKeyword;
        if (isExport || modifier.kind === ts.SyntaxKind.DefaultKeyword)
          write(modifier.getStart(file), modifier.end, isExport && isNameless ? "void" : "");
      }
    }
  }
  return text;
}
