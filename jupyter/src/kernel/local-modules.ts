import ts from "typescript";
import { LOADED, LOADING } from "./names";
import type { CellProgram } from "./program";
import type { SideOutput } from "./tslab";

/** Modules of the notebook's folder that are written in TypeScript (or in JavaScript with `import`), for `require`. */
export class LocalModules {
  /** what was given to the executor, by file */
  private readonly given = new Map<string, string>();

  constructor(private readonly program: CellProgram) {}

  /** The JavaScript of those that a cell needs and that are new, or changed, or import what has changed. */
  changed(cell: ts.SourceFile): SideOutput[] {
    const needed = this.program.localDependencies(cell);
    const isNew = (file: ts.SourceFile): boolean => this.given.get(file.fileName) !== file.text;
    const asked = needed.filter((file) => isNew(file) || this.program.localDependencies(file).some(isNew));
    for (const file of asked) this.given.set(file.fileName, file.text);
    return asked
      .filter(({ fileName }) => !/\.[cm]js$/.test(fileName))
      .map(({ fileName, text }) => ({
        path: fileName.replace(/\.([cm]?)[jt]sx?$/, ".$1js"),
        data: this.javaScriptOf(fileName, text),
        file: fileName,
        source: text,
      }));
  }

  /** tslab runs a module that imports itself by way of others anew, without end: it is to look first. */
  private javaScriptOf(fileName: string, text: string): string {
    const asTypeScript = fileName.replace(/\.[cm](tsx?)$/, ".$1"); // .mts would stay a module of import and export
    const code = ts.transpileModule(text, { fileName: asTypeScript, compilerOptions: this.options() }).outputText;
    const first = code.startsWith('"use strict"') ? '"use strict"; ' : "";
    return `${first}if (${LOADING}(module)) return; try { ${code}\n} finally { ${LOADED}(module); }`;
  }

  private options(): ts.CompilerOptions {
    const { target, experimentalDecorators, jsx } = this.program.options;
    return {
      module: ts.ModuleKind.CommonJS,
      target,
      experimentalDecorators,
      jsx,
      esModuleInterop: true,
      allowJs: true,
      rewriteRelativeImportExtensions: true,
      newLine: ts.NewLineKind.LineFeed,
    };
  }
}
