import ts from "typescript";
import { IMPORT, IMPORT_LATER, META, NAMES, REACHED, REQUIRE } from "./names";
import type { CellFile } from "./program";

/** The name under which the value of a cell's last expression is told to tslab's executor. */
export const LAST_EXPRESSION = "tsLastExpr";

export interface Translation {
  transformers: ts.CustomTransformers;
  /** what is known once the transformers have run */
  told: { lastExpressionVar?: string; hasToplevelAwait: boolean };
  /** names of values, with the number of top-level statements that must have run for them to be there */
  declared: Map<string, number>;
}

interface Asked {
  /** a number of this cell alone */
  id: number;
  checker: ts.TypeChecker;
  isCell(file: ts.SourceFile): boolean;
  isEsModule(specifier: string): boolean;
}

const { factory, SyntaxKind, SymbolFlags, NodeFlags } = ts;

/**
 * How a cell's TypeScript becomes JavaScript. What a cell declares at its top becomes a property of one object that all
 * cells share (`x` is `__kernel_names__.x` wherever it is read or written), so that every function sees what any cell has
 * assigned or declared since. Everything else is left to the compiler.
 */
export function translate(file: CellFile, { id, checker, isCell, isEsModule }: Asked): Translation {
  const told: Translation["told"] = { hasToplevelAwait: false };
  const declared = new Map<string, number>();

  const property = (object: string, name: string, at?: ts.Node): ts.Expression => {
    const access = factory.createPropertyAccessExpression(factory.createIdentifier(object), name);
    return at === undefined ? access : ts.setTextRange(access, at);
  };
  const place = (name: ts.Identifier): ts.Expression => property(NAMES, name.text, name);
  const set = (name: ts.Identifier, value: ts.Expression): ts.Statement =>
    factory.createExpressionStatement(factory.createAssignment(property(NAMES, name.text), value));
  const call = (name: string, ...values: ts.Expression[]): ts.Expression =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, values);

  /** Whether a symbol is a value declared at the top of a cell, seen from a place. */
  const isShared = (symbol: ts.Symbol | undefined, from: ts.Node): boolean =>
    symbol?.declarations?.some((declaration) => {
      const owner = declaration.getSourceFile() as CellFile;
      if (owner.locals?.get(symbol.escapedName as string) !== symbol || !isCell(owner)) return false;
      if ((ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0) return false;
      if (owner === file && isUsing(declaration)) return false;
      // a class, an enum and a namespace know themselves while they are made
      const isOwn =
        ts.isClassDeclaration(declaration) || ts.isEnumDeclaration(declaration) || ts.isModuleDeclaration(declaration);
      return !(isOwn && ts.findAncestor(from, (node) => node === declaration) !== undefined);
    }) === true;
  const isSharedName = (name: ts.Identifier): boolean => isShared(checker.getSymbolAtLocation(name), name);
  const isSharedList = (list: ts.VariableDeclarationList): boolean => {
    const name = namesIn(list)[0];
    return name !== undefined && !isUsing(list) && isSharedName(name);
  };

  const visitEach = <T extends ts.Node>(node: T, context: ts.TransformationContext): T =>
    ts.visitEachChild(node, (child) => visit(child, context), context);
  const expression = (node: ts.Expression, context: ts.TransformationContext): ts.Expression =>
    ts.visitNode(node, (child) => visit(child, context)) as ts.Expression;

  const visit = (node: ts.Node, context: ts.TransformationContext): ts.Node => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isHeritageClause(node) && node.token === SyntaxKind.ImplementsKeyword) return node;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (ts.isIdentifier(node)) return isReference(node) && isSharedName(node) ? place(node) : node;
    if (ts.isShorthandPropertyAssignment(node)) return shorthand(node, context);
    if (ts.isCallExpression(node)) return callOf(node, context);
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag) && isSharedName(node.tag)) {
      const template = ts.visitNode(node.template, (child) => visit(child, context)) as ts.TemplateLiteral;
      return factory.updateTaggedTemplateExpression(node, bare(node.tag), undefined, template);
    }
    if (ts.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword)
      return factory.createIdentifier(META);
    if (ts.isVariableStatement(node) && isSharedList(node.declarationList)) {
      const [first, ...others] = assignments(node.declarationList, context);
      if (first === undefined) return ts.setTextRange(factory.createEmptyStatement(), node);
      const all = others.reduce((left, right) => factory.createComma(left, right), first);
      return ts.setTextRange(factory.createExpressionStatement(all), node);
    }
    if (ts.isVariableDeclarationList(node) && isSharedList(node)) {
      const isOfOrIn = ts.isForOfStatement(node.parent) || ts.isForInStatement(node.parent);
      if (isOfOrIn) return target(node.declarations[0].name, context);
      const made = assignments(node, context);
      return made.length === 0
        ? factory.createVoidZero()
        : made.reduce((left, right) => factory.createComma(left, right));
    }
    return visitEach(node, context);
  };

  /** A function of a cell is called without the object that its name is in as its `this`. */
  const bare = (name: ts.Identifier): ts.Expression =>
    factory.createParenthesizedExpression(factory.createComma(factory.createNumericLiteral(0), place(name)));

  const callOf = (node: ts.CallExpression, context: ts.TransformationContext): ts.Node => {
    if (node.expression.kind === SyntaxKind.ImportKeyword) {
      const values = node.arguments.map((value) => expression(value, context));
      return call(IMPORT_LATER, factory.createIdentifier("require"), ...values);
    }
    if (!ts.isIdentifier(node.expression) || !isSharedName(node.expression)) return visitEach(node, context);
    const values = ts.visitNodes(node.arguments, (child) => visit(child, context)) as ts.NodeArray<ts.Expression>;
    if (ts.isCallChain(node))
      return factory.updateCallChain(node, bare(node.expression), node.questionDotToken, undefined, values);
    return factory.updateCallExpression(node, bare(node.expression), undefined, values);
  };

  const shorthand = (node: ts.ShorthandPropertyAssignment, context: ts.TransformationContext): ts.Node => {
    const { name, objectAssignmentInitializer: otherwise } = node;
    const fallback = otherwise === undefined ? undefined : expression(otherwise, context);
    if (!isShared(checker.getShorthandAssignmentValueSymbol(node), node))
      return factory.updateShorthandPropertyAssignment(node, name, fallback);
    const value = fallback === undefined ? place(name) : factory.createAssignment(place(name), fallback);
    const key = name.text === "__proto__" ? factory.createComputedPropertyName(text(name.text)) : name;
    return ts.setTextRange(factory.createPropertyAssignment(key, value), node);
  };

  /** A declared name or pattern as what an assignment is made to. */
  const target = (name: ts.BindingName, context: ts.TransformationContext): ts.Expression => {
    if (ts.isIdentifier(name)) return place(name);
    const withDefault = (element: ts.BindingElement): ts.Expression => {
      const inner = target(element.name, context);
      return element.initializer === undefined
        ? inner
        : factory.createAssignment(inner, expression(element.initializer, context));
    };
    if (ts.isArrayBindingPattern(name)) {
      const elements = name.elements.map((element) => {
        if (ts.isOmittedExpression(element)) return element;
        return element.dotDotDotToken
          ? factory.createSpreadElement(target(element.name, context))
          : withDefault(element);
      });
      return ts.setTextRange(factory.createArrayLiteralExpression(elements), name);
    }
    const properties = name.elements.map((element) => {
      if (element.dotDotDotToken) return factory.createSpreadAssignment(target(element.name, context));
      const key = element.propertyName ?? (element.name as ts.Identifier);
      const visited = ts.visitNode(key, (child) => visit(child, context)) as ts.PropertyName;
      return ts.setTextRange(
        factory.createPropertyAssignment(
          element.propertyName ? visited : (key as ts.Identifier).text,
          withDefault(element),
        ),
        element,
      );
    });
    return ts.setTextRange(factory.createObjectLiteralExpression(properties), name);
  };

  const assignments = (list: ts.VariableDeclarationList, context: ts.TransformationContext): ts.Expression[] => {
    const isVar = (list.flags & NodeFlags.BlockScoped) === 0;
    return list.declarations.flatMap(({ name, initializer }) => {
      if (initializer === undefined)
        return isVar || !ts.isIdentifier(name) ? [] : [factory.createAssignment(place(name), factory.createVoidZero())];
      const value = expression(initializer, context);
      if (ts.isIdentifier(name))
        return [factory.createAssignment(place(name), isNameless(initializer) ? named(name.text, value) : value)];
      const assignment = factory.createAssignment(target(name, context), value);
      return [ts.isObjectBindingPattern(name) ? factory.createParenthesizedExpression(assignment) : assignment];
    });
  };

  const importOf = (node: ts.ImportDeclaration): ts.Statement[] => {
    const { importClause: clause, moduleSpecifier, attributes } = node;
    const specifier = asJavaScript((moduleSpecifier as ts.StringLiteral).text);
    const wanted: [ts.Identifier, string][] = [];
    if (clause !== undefined) {
      if (clause.isTypeOnly) return [];
      const bindings = clause.namedBindings;
      const found: [ts.Identifier, string, ts.Node][] = clause.name ? [[clause.name, "default", clause]] : [];
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) found.push([bindings.name, "*", bindings]);
      if (bindings !== undefined && ts.isNamedImports(bindings))
        for (const element of bindings.elements)
          if (!element.isTypeOnly) found.push([element.name, (element.propertyName ?? element.name).text, element]);
      for (const [name, part] of found) if (isValue(checker.getSymbolAtLocation(name))) wanted.push([name, part]);
      if (wanted.length === 0 && (found.length > 0 || bindings !== undefined)) return []; // types alone
    }
    const parts = factory.createObjectLiteralExpression(
      wanted.map(([name, part]) =>
        factory.createPropertyAssignment(factory.createComputedPropertyName(text(name.text)), text(part)),
      ),
    );
    const options = attributes === undefined ? [] : [withAttributes(attributes)];
    if (!isEsModule(specifier))
      return [
        ts.setTextRange(
          factory.createExpressionStatement(call(REQUIRE, factory.createIdentifier("require"), text(specifier), parts)),
          node,
        ),
      ];
    told.hasToplevelAwait = true;
    const imported = factory.createAwaitExpression(call(IMPORT, text(specifier), parts, ...options));
    return [ts.setTextRange(factory.createExpressionStatement(imported), node)];
  };

  const importEqualsOf = (node: ts.ImportEqualsDeclaration, context: ts.TransformationContext): ts.Statement[] => {
    if (node.isTypeOnly || !isValue(checker.getSymbolAtLocation(node.name))) return [];
    const { moduleReference } = node;
    const entity = (name: ts.EntityName): ts.Expression => {
      if (ts.isIdentifier(name)) return isSharedName(name) ? place(name) : name;
      return factory.createPropertyAccessExpression(entity(name.left), name.right);
    };
    const value = ts.isExternalModuleReference(moduleReference)
      ? factory.createCallExpression(factory.createIdentifier("require"), undefined, [
          expression(moduleReference.expression, context),
        ])
      : entity(moduleReference);
    return [ts.setTextRange(set(node.name, value), node)];
  };

  const isValue = (symbol: ts.Symbol | undefined): boolean => {
    if (symbol === undefined) return false;
    const found = (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
    return (found.flags & SymbolFlags.Value) !== 0;
  };

  /** A statement at a cell's top. */
  const topLevel = (node: ts.Statement, context: ts.TransformationContext): ts.Statement[] => {
    if (ts.isImportDeclaration(node)) return importOf(node);
    if (ts.isImportEqualsDeclaration(node)) return importEqualsOf(node, context);
    if (ts.isVariableStatement(node) && isSharedList(node.declarationList))
      return assignments(node.declarationList, context).map((assignment, i) => {
        const statement = factory.createExpressionStatement(assignment);
        return i === 0 ? ts.setTextRange(statement, node) : statement;
      });
    const visited = visit(node, context) as ts.Statement;
    const isAmbient =
      ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === SyntaxKind.DeclareKeyword);
    if (isAmbient === true) return [visited];
    if (ts.isVariableStatement(node) && isUsing(node.declarationList))
      return [visited, ...namesIn(node.declarationList).map((name) => set(name, name))];
    const isMade =
      ts.isClassDeclaration(node) ||
      ts.isEnumDeclaration(node) ||
      (ts.isModuleDeclaration(node) &&
        ((checker.getSymbolAtLocation(node.name)?.flags ?? 0) & SymbolFlags.ValueModule) !== 0);
    const name = isMade ? (node.name as ts.Identifier | undefined) : undefined;
    return name === undefined ? [visited] : [visited, set(name, factory.createIdentifier(name.text))];
  };

  const before: ts.TransformerFactory<ts.SourceFile> = (context) => (source) => {
    told.hasToplevelAwait ||= hasTopLevelAwait(source);
    const isImport = (node: ts.Statement): boolean =>
      ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node);
    const ordered = [...source.statements.filter(isImport), ...source.statements.filter((node) => !isImport(node))];
    const last = source.statements.at(-1);
    const made: ts.Statement[] = [];
    const first: ts.Statement[] = [];
    for (const name of hoistedVariables(source)) {
      if (!isSharedName(name)) continue;
      first.push(set(name, factory.createVoidZero()));
      declared.set(name.text, 0);
    }
    for (const [index, statement] of ordered.entries()) {
      if (ts.isFunctionDeclaration(statement) && statement.body !== undefined && statement.name !== undefined) {
        first.push(set(statement.name, factory.createIdentifier(statement.name.text)));
        declared.set(statement.name.text, 0);
      }
      const written = topLevel(statement, context);
      if (statement === last && ts.isExpressionStatement(statement)) {
        told.lastExpressionVar = LAST_EXPRESSION;
        const { expression: value } = written[0] as ts.ExpressionStatement;
        const told_ = factory.createAssignment(property("exports", LAST_EXPRESSION), value);
        made.push(ts.setTextRange(factory.createExpressionStatement(told_), statement));
        continue;
      }
      made.push(...written);
      const names = declaredBy(statement).filter((name) => !declared.has(name.text));
      if (names.length === 0) continue;
      for (const name of names) declared.set(name.text, index + 1);
      made.push(reach(id, index + 1));
    }
    if (declared.size > 0) first.push(reach(id, 0));
    return factory.updateSourceFile(source, [...first, ...made]);
  };
  const after: ts.TransformerFactory<ts.SourceFile> = () => (source) =>
    factory.updateSourceFile(
      source,
      source.statements.filter((statement) => !ts.isExportDeclaration(statement)),
    );
  return { transformers: { before: [before], after: [after] }, told, declared };
}

function text(value: string): ts.StringLiteral {
  return factory.createStringLiteral(value);
}

/** `__kernel_reached__[id] = count;` */
function reach(id: number, count: number): ts.Statement {
  const place = factory.createElementAccessExpression(factory.createIdentifier(REACHED), id);
  return factory.createExpressionStatement(factory.createAssignment(place, factory.createNumericLiteral(count)));
}

function isUsing(node: ts.Node): boolean {
  return (ts.getCombinedNodeFlags(node) & NodeFlags.Using) === NodeFlags.Using || isAwaitUsing(node);
}

function isAwaitUsing(node: ts.Node): boolean {
  return (ts.getCombinedNodeFlags(node) & NodeFlags.AwaitUsing) === NodeFlags.AwaitUsing;
}

/** All names that a list declares, those in patterns too. */
function namesIn(list: ts.VariableDeclarationList): ts.Identifier[] {
  const inside = (name: ts.BindingName): ts.Identifier[] =>
    ts.isIdentifier(name)
      ? [name]
      : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : inside(element.name)));
  return list.declarations.flatMap(({ name }) => inside(name));
}

/** Names of values that a top-level statement declares where it runs. */
function declaredBy(node: ts.Statement): ts.Identifier[] {
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
function hoistedVariables(source: ts.SourceFile): ts.Identifier[] {
  const found = new Map<string, ts.Identifier>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isModuleDeclaration(node) || ts.isClassStaticBlockDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & NodeFlags.BlockScoped) === 0) {
      const isPlain = ts.isVariableStatement(node.parent) && node.parent.parent === source;
      if (isPlain && node.parent.modifiers?.some(({ kind }) => kind === SyntaxKind.DeclareKeyword)) return;
      if (!isPlain || node.declarations.some(({ initializer }) => initializer === undefined))
        for (const name of namesIn(node)) if (!found.has(name.text)) found.set(name.text, name);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()];
}

/** Whether an identifier stands for a value, and not for a property, a label or what is declared. */
function isReference(name: ts.Identifier): boolean {
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
function isNameless(value: ts.Expression): boolean {
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

/** `{ name: value }.name`, which gives a function or class its name. */
function named(name: string, value: ts.Expression): ts.Expression {
  const object = factory.createObjectLiteralExpression([factory.createPropertyAssignment(name, value)]);
  return factory.createPropertyAccessExpression(object, name);
}

/** A local module is found by the name of the JavaScript that is made of it. */
function asJavaScript(specifier: string): string {
  return specifier.startsWith(".") ? specifier.replace(/(?<!\.d)\.([cm]?)tsx?$/, ".$1js") : specifier;
}

function withAttributes(attributes: ts.ImportAttributes): ts.Expression {
  const pairs = attributes.elements.map(({ name, value }) => factory.createPropertyAssignment(text(name.text), value));
  const inner = factory.createObjectLiteralExpression(pairs);
  return factory.createObjectLiteralExpression([factory.createPropertyAssignment("with", inner)]);
}

/** Whether a cell awaits outside of functions. */
function hasTopLevelAwait(source: ts.SourceFile): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    if (ts.isVariableDeclarationList(node) && isAwaitUsing(node)) return true;
    if (ts.isFunctionLike(node)) return node.name !== undefined && visit(node.name);
    return ts.forEachChild(node, visit) === true;
  };
  return visit(source);
}
