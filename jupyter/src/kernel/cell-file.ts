import ts from "typescript";
import { TARGET } from "./compiler-options";

/** A cell's file, with what the compiler's binder knows of it. */
export interface CellFile extends ts.SourceFile {
  /** what the file declares at its top, by name; these are TypeScript's own fields */
  locals?: Map<string, ts.Symbol>;
  parent: ts.Node;
  path: string;
  resolvedPath: string;
  originalFileName: string;
  imports: ts.StringLiteralLike[];
  moduleAugmentations: ts.Node[];
  ambientModuleNames: string[];
}

const internals = ts as unknown as {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
};

/** Reads a cell as a module, whether or not it imports anything. */
export function parseCell(name: string, text: string): CellFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: TARGET,
    setExternalModuleIndicator: (file) => {
      (file as unknown as { externalModuleIndicator: unknown }).externalModuleIndicator = true;
    },
  };
  const file = ts.createSourceFile(name, text, options, false) as CellFile;
  // what a program would write on a file of its own
  file.path = name;
  file.resolvedPath = name;
  file.originalFileName = name;
  file.imports = [];
  file.moduleAugmentations = [];
  file.ambientModuleNames = [];
  return file;
}

/** Finds what a file declares, unless that was done before. */
export function bindFile(file: ts.SourceFile, options: ts.CompilerOptions): void {
  internals.bindSourceFile(file, options);
}

/** Finds what a cell declares; other names are looked up in the cell before. */
export function bindCell(file: CellFile, options: ts.CompilerOptions, before: CellFile | undefined): void {
  bindFile(file, options);
  if (before !== undefined) file.parent = before;
}

/** All modules that a text names. */
export function specifiersOf(text: string): string[] {
  if (!/\b(import|export|require)\b/.test(text)) return [];
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Whether a cell adds to types outside of itself: `declare global`, `declare module "name"`. */
export function augments(file: ts.SourceFile): boolean {
  return file.statements.some(
    (statement) =>
      ts.isModuleDeclaration(statement) &&
      (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0),
  );
}

/** Takes names out of what a file declares. */
export function forget(file: CellFile, names: ReadonlySet<string>): void {
  for (const name of names) file.locals?.delete(ts.escapeLeadingUnderscores(name) as string);
}

/** Whether a file is code of the project itself. */
export function isLocal(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !path.includes("/node_modules/");
}
