import ts from "typescript";

type Documented = ts.Node & { jsDoc?: ts.JSDoc[] };

const read = new WeakSet<ts.SourceFile>();

/**
 * Reads the documentation comments of the files that declare a symbol. Files are read without them at first, which takes
 * half of the time: most of what Node's types weigh is comments, and only inspection asks for them.
 */
export function readDocumentation(symbol: Pick<ts.Symbol, "declarations"> | undefined): void {
  for (const declaration of symbol?.declarations ?? []) documentFile(declaration.getSourceFile());
}

function documentFile(file: ts.SourceFile): void {
  if (read.has(file)) return;
  read.add(file);
  const { languageVersion, text, fileName } = file;
  const options = { languageVersion, jsDocParsingMode: ts.JSDocParsingMode.ParseAll };
  copy(ts.createSourceFile(fileName, text, options, false), file);
}

/** Of two trees of the same text, gives one the comments of the other. */
function copy(from: Documented, to: Documented): void {
  if (from.jsDoc !== undefined && to.jsDoc === undefined) {
    to.jsDoc = from.jsDoc;
    for (const comment of from.jsDoc) setParents(comment, to);
  }
  const [all, others] = [childrenOf(from), childrenOf(to)];
  for (const [i, child] of all.entries()) copy(child, others[i]);
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}

function setParents(node: ts.Node, parent: ts.Node): void {
  (node as { parent: ts.Node }).parent = parent;
  ts.forEachChild(node, (child) => setParents(child, node));
}
