import ts from "typescript";
import { complete } from "./completion";
import { tell } from "./diagnostics";
import { withoutExports } from "./exports";
import { inspect } from "./inspection";
import { LocalModules } from "./local-modules";
import { EsModules } from "./modules";
import { reached } from "./names";
import { CellProgram, type KeptCell } from "./program";
import { translate } from "./translate";
import type { Converter, Diagnostic } from "./tslab";

/** A cell that tslab's executor has been given. */
interface Given {
  id: number;
  /** what the executor says of cells so far, once this one has run well */
  token: string;
  cell: KeptCell;
  declared: ReadonlyMap<string, number>;
}

let count = 0;

/**
 * Compiles cells for tslab's executor, in the place of tslab's own converter, whose interface this has. tslab writes the
 * types of each cell down as declarations that the next one reads, and leaves a cell's variables in its own function: so it
 * refuses what has no name to be written by (TS4023), a function does not see what later cells assign, and each cell costs
 * two programs of a compiler of its own (a fork of TypeScript 5.0). Here a cell is a module whose parent is the cell before
 * (program.ts), what it declares is in one place for all cells (translate.ts), and the compiler is plain TypeScript.
 *
 * Where a cell failed as it ran, what it had declared by then stays: the executor then comes back with an older token.
 */
export function createConverter(options: { isBrowser: boolean }, folder: string = process.cwd()): Converter {
  const program = new CellProgram(folder.replaceAll("\\", "/"), options.isBrowser);
  const esModules = new EsModules(folder);
  const localModules = new LocalModules(program);
  let given: Given | null = null;

  /** What the last cell has declared is known once the next one comes. */
  const settle = (token: string): void => {
    if (given !== null && given.token !== token) {
      const { id, cell, declared } = given;
      const count = reached[id] ?? -1;
      program.lose(cell, new Set([...declared].filter(([, needed]) => needed > count).map(([name]) => name)));
    }
    given = null;
  };

  const diagnosticsOf = (file: ts.SourceFile): Diagnostic[] => {
    const files = [file, ...program.localDependencies(file)];
    const { service } = program;
    const all = files.flatMap(({ fileName }) => [
      ...service.getSyntacticDiagnostics(fileName),
      ...service.getSemanticDiagnostics(fileName),
    ]);
    return tell(ts.sortAndDeduplicateDiagnostics(all), file, program.folder);
  };

  program.warmUp();
  return {
    convert(token, source) {
      settle(token);
      const text = asModule(source);
      let file = program.open(text);
      let diagnostics = diagnosticsOf(file);
      for (const more of [() => program.makeWhole(), () => program.refresh()]) {
        if (diagnostics.length === 0 || !more()) continue;
        file = program.open(text);
        diagnostics = diagnosticsOf(file);
      }
      if (diagnostics.length > 0) return { diagnostics };
      const id = ++count;
      const { transformers, told, declared } = translate(file, {
        id,
        checker: program.checker,
        isCell: (asked) => program.isCell(asked),
        isEsModule: (specifier) => esModules.has(specifier),
      });
      let output = "";
      const write: ts.WriteFileCallback = (_, written) => {
        output = written;
      };
      program.getProgram().emit(file, write, undefined, false, transformers);
      const sideOutputs = localModules.changed(file);
      given = { id, token: `cell ${id}`, cell: program.keep(), declared };
      return {
        output,
        declOutput: given.token,
        diagnostics,
        ...told,
        ...(sideOutputs.length > 0 ? { sideOutputs } : {}),
      };
    },
    inspect(_, source, position) {
      program.makeWhole();
      return inspect(program, asModule(source), position);
    },
    complete(_, source, position) {
      program.makeWhole();
      return complete(program, asModule(source), position);
    },
    readAhead: () => program.ahead.next(),
    warmUp() {
      if (program.makeWhole()) program.warmUp();
    },
    addModule(name, source, meta) {
      if (!/^\w+$/.test(name)) throw new Error(`invalid module name: ${JSON.stringify(name)}`);
      const path = `${program.folder}/${name}.ts${(meta as { jsx?: boolean } | undefined)?.jsx ? "x" : ""}`;
      const file = program.setModule(path, source);
      if (file === undefined) return [];
      const { service } = program;
      const found = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
      return tell(found, null, program.folder);
    },
    close: () => program.close(),
  };
}

/** The text of a cell as that of a module whose parts others see; each character stays at its place. */
function asModule(source: string): string {
  return withoutExports(source.replace(/^#!/, "//"));
}
