import type { TypeScriptForTslab } from "../tslab";

/** A semicolon behind the last expression says that its value is not to be shown. */
export function endsWithSemicolon(ts: TypeScriptForTslab, source: string): boolean {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, false);
  return file.statements.at(-1)?.getText(file).endsWith(";") ?? true;
}
