import ts from "typescript";

export function isUsing(node: ts.Node): boolean {
  return (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Using) === ts.NodeFlags.Using || isAwaitUsing(node);
}

export function isAwaitUsing(node: ts.Node): boolean {
  return (ts.getCombinedNodeFlags(node) & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
}

/** All names that a list declares, those in patterns too. */
export function namesIn(list: ts.VariableDeclarationList): ts.Identifier[] {
  const inside = (name: ts.BindingName): ts.Identifier[] =>
    ts.isIdentifier(name)
      ? [name]
      : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : inside(element.name)));
  return list.declarations.flatMap(({ name }) => inside(name));
}

/** Names of values that a top-level statement declares where it runs. */
export function declaredBy(node: ts.Statement): ts.Identifier[] {
  if (ts.isVariableStatement(node)) return namesIn(node.declarationList);
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) return [];
  if (ts.isImportEqualsDeclaration(node)) return [node.name];
  if (ts.isImportDeclaration(node)) {
    const { name, namedBindings: bindings } = node.importClause ?? {};
    const inside =
      bindings === undefined
        ? []
        : ts.isNamespaceImport(bindings)
          ? [bindings.name]
          : bindings.elements.map((element) => element.name);
    return name === undefined ? inside : [name, ...inside];
  }
  const isMade = ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node);
  return isMade && node.name !== undefined && ts.isIdentifier(node.name) ? [node.name] : [];
}

/** Names of `var` that are undefined from the cell's begin on: those in blocks and loops, and those without a value. */
export function hoistedVariables(source: ts.SourceFile): ts.Identifier[] {
  const found = new Map<string, ts.Identifier>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isModuleDeclaration(node) || ts.isClassStaticBlockDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      const isPlain = ts.isVariableStatement(node.parent) && node.parent.parent === source;
      if (isPlain && node.parent.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) return;
      if (!isPlain || node.declarations.some(({ initializer }) => initializer === undefined))
        for (const name of namesIn(node)) if (!found.has(name.text)) found.set(name.text, name);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()];
}

/** Whether an identifier stands for a value, and not for a property, a label or what is declared. */
export function isReference(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isBindingElement(parent)) return parent.initializer === name;
  if (ts.isPropertyAssignment(parent) || ts.isParameter(parent) || ts.isVariableDeclaration(parent))
    return parent.initializer === name;
  if (ts.isEnumMember(parent) || ts.isPropertyDeclaration(parent)) return parent.initializer === name;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return false;
  return (parent as ts.NamedDeclaration).name !== name;
}

/** Whether JavaScript names a function or class after the variable that it is assigned to. */
export function isNameless(value: ts.Expression): boolean {
  let inner = value;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isTypeAssertionExpression(inner) ||
    ts.isNonNullExpression(inner)
  )
    inner = inner.expression;
  if (ts.isArrowFunction(inner)) return true;
  return (ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && inner.name === undefined;
}

/** Whether a cell awaits outside of functions. */
export function hasTopLevelAwait(source: ts.SourceFile): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    if (ts.isVariableDeclarationList(node) && isAwaitUsing(node)) return true;
    if (ts.isFunctionLike(node)) return node.name !== undefined && visit(node.name);
    return ts.forEachChild(node, visit) === true;
  };
  return visit(source);
}
