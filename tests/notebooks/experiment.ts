import { join } from "node:path";
import { joined, type Notebook, type NotebookCell, notebookNames, notebooksFolder, readNotebook } from "tslab-kernel";
import ts from "typescript";

/** The notebooks of the Kaggle experiments, 01 to 11. */
export const EXPERIMENTS = notebookNames().filter((name) => /^(0[1-9]|1[01])-/.test(name));

/** A code cell, parsed. */
export interface CodeCell {
  source: string;
  tags: readonly string[];
  file: ts.SourceFile;
  /** what it declares at its top, for the cells behind it */
  declared: Set<string>;
  /** every identifier in it that is no property's name */
  used: Set<string>;
  outputs: NonNullable<NotebookCell["outputs"]>;
}

export interface Experiment {
  notebook: Notebook;
  markdown: string[];
  cells: CodeCell[];
  parameters: CodeCell | undefined;
}

export function readExperiment(name: string): Experiment {
  const notebook = readNotebook(join(notebooksFolder(), `${name}.ipynb`));
  const cells = codeCells(notebook);
  return {
    notebook,
    markdown: notebook.cells.filter((cell) => cell.cell_type === "markdown").map((cell) => joined(cell.source)),
    cells,
    parameters: cells.find(({ tags }) => tags.includes("parameters")),
  };
}

/** The code cells of a notebook, parsed. */
export const codeCells = ({ cells }: Notebook): CodeCell[] =>
  cells.filter((cell) => cell.cell_type === "code").map(parse);

function parse({ source, metadata, outputs = [] }: NotebookCell): CodeCell {
  const text = joined(source);
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ES2022, true);
  const declared = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) for (const one of namesOf(name)) declared.add(one);
    } else if (ts.isFunctionDeclaration(statement) && statement.name) declared.add(statement.name.text);
  }
  const used = new Set(
    all(file, ts.isIdentifier)
      .filter(isReference)
      .map((identifier) => identifier.text),
  );
  return { source: text, tags: metadata.tags ?? [], file, declared, used, outputs };
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}

function isReference(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === identifier;
  return !(ts.isPropertyAssignment(parent) && parent.name === identifier);
}

/** All nodes of a kind, in order. */
export function all<T extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** The name of what is called: `f` of f(x), `head` of raw.head(5). */
export function calledName({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : "";
}

/** Whether a node stands inside of another one of a kind. */
function isInside(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) if (is(at)) return true;
  return false;
}

/** Whether a cell shows what the study stored. */
export const isOfStudy = ({ used }: CodeCell): boolean => used.has("findings");

/** Calls that give a promise which nothing waits for: their outputs would land in another cell. */
export function unawaited(cells: readonly CodeCell[]): string[] {
  const slow = ["showFigure", "showFinding", "train", "trainInCell", "ready", "savePredictor", "loadPredictor"];
  return cells
    .flatMap(({ file }) => all(file, ts.isCallExpression))
    .filter((call) => slow.includes(calledName(call)) && !ts.isAwaitExpression(call.parent))
    .map((call) => call.getText());
}

/** Properties by shorthand whose variable is of an earlier cell: stock tslab loses them. */
export function shorthandsOfEarlierCells(cells: readonly CodeCell[]): string[] {
  return cells.flatMap(({ file }, i) => {
    const earlier = new Set(cells.slice(0, i).flatMap(({ declared }) => [...declared]));
    return all(file, ts.isShorthandPropertyAssignment)
      .filter((one) => earlier.has(one.name.text) && !isDeclaredInside(one))
      .map((one) => one.getText());
  });
}

/** Whether the name of a shorthand is a parameter or variable of a function around it. */
function isDeclaredInside(one: ts.ShorthandPropertyAssignment): boolean {
  const { text } = one.name;
  return isInside(one, (node) => {
    if (ts.isArrowFunction(node) || ts.isFunctionDeclaration(node))
      return node.parameters.some(({ name }) => new RegExp(`\\b${text}\\b`).test(name.getText()));
    if (ts.isForOfStatement(node)) return new RegExp(`\\b${text}\\b`).test(node.initializer.getText());
    return (
      ts.isBlock(node) &&
      node.statements.some((s) => ts.isVariableStatement(s) && s.getText().includes(`const ${text}`))
    );
  });
}
