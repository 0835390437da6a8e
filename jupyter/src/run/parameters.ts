import { ArgumentError } from "../argument-error";
import { typescript } from "../kernel/compiler";
import { joined, type Notebook } from "./notebook-file";

/** The tag of the cell that holds a notebook's parameters (papermill's convention). */
const PARAMETERS_TAG = "parameters";

export type ParameterValue = string | number | boolean | null | readonly ParameterValue[] | ParameterRecord;
export interface ParameterRecord {
  readonly [name: string]: ParameterValue;
}

/** Reads `key=value`; the value is JSON where it can be read as such, else text. */
export function parseParameter(argument: string): [name: string, value: ParameterValue] {
  const match = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(argument);
  if (match === null) throw new ArgumentError("--param", argument, "give NAME=VALUE, such as --param EPOCHS=5.");
  const [, name, text] = match;
  try {
    return [name, JSON.parse(text)];
  } catch {
    return [name, text];
  }
}

interface Declaration {
  start: number;
  end: number;
}

/** The values of the variables that a source declares, by name: where each starts and ends. */
function declarationsIn(source: string): Map<string, Declaration> {
  const ts = typescript();
  const file = ts.createSourceFile("parameters.ts", source, ts.ScriptTarget.ES2022, true);
  const found = new Map<string, Declaration>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isIdentifier(name)) continue;
      let value = initializer;
      while (ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) value = value.expression; // the type stays
      found.set(name.text, { start: value.getStart(file), end: value.end });
    }
  }
  return found;
}

/**
 * Gives a notebook's parameters other values, in place of those in its cell with the tag "parameters", so that whatever
 * that cell computes from them follows. Changes the notebook given.
 *
 * @throws ArgumentError for a name that the cell does not declare, with those it does
 */
export function setParameters(notebook: Notebook, values: ReadonlyMap<string, ParameterValue>): void {
  if (values.size === 0) return;
  const cell = parameterCell(notebook);
  let source = joined(cell?.source);
  for (const [name, value] of values) {
    const declarations = declarationsIn(source);
    const place = declarations.get(name);
    if (cell === undefined || place === undefined) {
      const known = [...declarations.keys()];
      throw new ArgumentError(
        "--param",
        name,
        known.length > 0
          ? `not a parameter of this notebook; it has ${known.join(", ")}.`
          : `this notebook has no parameters: tag the cell that declares them "${PARAMETERS_TAG}".`,
      );
    }
    source = source.slice(0, place.start) + JSON.stringify(value) + source.slice(place.end);
    cell.source = source;
  }
}

function parameterCell(notebook: Notebook): Notebook["cells"][number] | undefined {
  return notebook.cells.find((cell) => cell.cell_type === "code" && cell.metadata.tags?.includes(PARAMETERS_TAG));
}
