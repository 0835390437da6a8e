import ts from "typescript";
import type { CellFile } from "./cell-file";
import { declaredBy, hasTopLevelAwait, hoistedVariables, isNameless, isReference, isUsing, namesIn } from "./declared";
import { importCall, importedValue } from "./import-statements";
import { IMPORT_LATER, META, REACHED } from "./names";
import { SharedNames } from "./shared-names";

/** The name under which the value of a cell's last expression is told to tslab's executor. */
const LAST_EXPRESSION = "tsLastExpr";

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

type Context = ts.TransformationContext;

const { factory, SyntaxKind, NodeFlags } = ts;

/**
 * How a cell's TypeScript becomes JavaScript. What a cell declares at its top becomes a property of one object that all
 * cells share (`x` is `__kernel_names__.x` wherever it is read or written), so that every function sees what any cell has
 * assigned or declared since. Everything else is left to the compiler.
 */
export function translate(file: CellFile, { id, checker, isCell, isEsModule }: Asked): Translation {
  const told: Translation["told"] = { hasToplevelAwait: false };
  const declared = new Map<string, number>();
  const names = new SharedNames(file, checker, isCell);

  const visitEach = <T extends ts.Node>(node: T, context: Context): T =>
    ts.visitEachChild(node, (child) => visit(child, context), context);
  const expression = (node: ts.Expression, context: Context): ts.Expression =>
    ts.visitNode(node, (child) => visit(child, context)) as ts.Expression;

  const visit = (node: ts.Node, context: Context): ts.Node => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isHeritageClause(node) && node.token === SyntaxKind.ImplementsKeyword) return node;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (ts.isIdentifier(node)) return isReference(node) && names.has(node) ? names.place(node) : node;
    if (ts.isShorthandPropertyAssignment(node)) return shorthand(node, context);
    if (ts.isCallExpression(node)) return call(node, context);
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag) && names.has(node.tag)) {
      const template = ts.visitNode(node.template, (child) => visit(child, context)) as ts.TemplateLiteral;
      return factory.updateTaggedTemplateExpression(node, names.bare(node.tag), undefined, template);
    }
    if (ts.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword)
      return factory.createIdentifier(META);
    if (ts.isVariableStatement(node) && names.hasList(node.declarationList)) {
      const made = assignments(node.declarationList, context);
      const statement = made.length === 0 ? factory.createEmptyStatement() : inOrder(made);
      return ts.setTextRange(
        ts.isStatement(statement) ? statement : factory.createExpressionStatement(statement),
        node,
      );
    }
    if (ts.isVariableDeclarationList(node) && names.hasList(node)) {
      const isOfOrIn = ts.isForOfStatement(node.parent) || ts.isForInStatement(node.parent);
      if (isOfOrIn) return target(node.declarations[0].name, context);
      const made = assignments(node, context);
      return made.length === 0 ? factory.createVoidZero() : inOrder(made);
    }
    return visitEach(node, context);
  };

  const call = (node: ts.CallExpression, context: Context): ts.Node => {
    const { expression: callee } = node;
    if (callee.kind === SyntaxKind.ImportKeyword) {
      const values = node.arguments.map((value) => expression(value, context));
      const all = [factory.createIdentifier("require"), ...values];
      return factory.createCallExpression(factory.createIdentifier(IMPORT_LATER), undefined, all);
    }
    if (!ts.isIdentifier(callee) || !names.has(callee)) return visitEach(node, context);
    const values = ts.visitNodes(node.arguments, (child) => visit(child, context)) as ts.NodeArray<ts.Expression>;
    if (ts.isCallChain(node))
      return factory.updateCallChain(node, names.bare(callee), node.questionDotToken, undefined, values);
    return factory.updateCallExpression(node, names.bare(callee), undefined, values);
  };

  const shorthand = (node: ts.ShorthandPropertyAssignment, context: Context): ts.Node => {
    const { name, objectAssignmentInitializer: otherwise } = node;
    const fallback = otherwise === undefined ? undefined : expression(otherwise, context);
    if (!names.hasShorthand(node)) return factory.updateShorthandPropertyAssignment(node, name, fallback);
    const place = names.place(name);
    const value = fallback === undefined ? place : factory.createAssignment(place, fallback);
    // { __proto__ } is a property, { __proto__: value } is not
    const isPlain = name.text !== "__proto__";
    const key = isPlain ? name : factory.createComputedPropertyName(factory.createStringLiteral(name.text));
    return ts.setTextRange(factory.createPropertyAssignment(key, value), node);
  };

  /** A declared name or pattern as what an assignment is made to. */
  const target = (name: ts.BindingName, context: Context): ts.Expression => {
    if (ts.isIdentifier(name)) return names.place(name);
    const part = ({ name: inner, initializer }: ts.BindingElement): ts.Expression => {
      const place = target(inner, context);
      return initializer === undefined ? place : factory.createAssignment(place, expression(initializer, context));
    };
    if (ts.isArrayBindingPattern(name)) {
      const elements = name.elements.map((element) => {
        if (ts.isOmittedExpression(element)) return element;
        return element.dotDotDotToken ? factory.createSpreadElement(target(element.name, context)) : part(element);
      });
      return ts.setTextRange(factory.createArrayLiteralExpression(elements), name);
    }
    const properties = name.elements.map((element) => {
      if (element.dotDotDotToken) return factory.createSpreadAssignment(target(element.name, context));
      const key = element.propertyName ?? (element.name as ts.Identifier);
      const written =
        element.propertyName === undefined
          ? (key as ts.Identifier).text
          : (ts.visitNode(key, (child) => visit(child, context)) as ts.PropertyName);
      return ts.setTextRange(factory.createPropertyAssignment(written, part(element)), element);
    });
    return ts.setTextRange(factory.createObjectLiteralExpression(properties), name);
  };

  /** What a list of shared variables declares, as assignments. */
  const assignments = (list: ts.VariableDeclarationList, context: Context): ts.Expression[] => {
    const isVar = (list.flags & NodeFlags.BlockScoped) === 0;
    return list.declarations.flatMap(({ name, initializer }) => {
      if (initializer === undefined)
        return isVar ? [] : [factory.createAssignment(target(name, context), factory.createVoidZero())];
      const value = expression(initializer, context);
      const isNamed = ts.isIdentifier(name) && isNameless(initializer);
      const assignment = factory.createAssignment(target(name, context), isNamed ? named(name.text, value) : value);
      return [ts.isObjectBindingPattern(name) ? factory.createParenthesizedExpression(assignment) : assignment];
    });
  };

  /** A statement at a cell's top. */
  const topLevel = (node: ts.Statement, context: Context): ts.Statement[] => {
    const inPlace = (value: ts.Expression): ts.Statement =>
      ts.setTextRange(factory.createExpressionStatement(value), node);
    if (ts.isImportDeclaration(node)) {
      const made = importCall(node, names, isEsModule);
      told.hasToplevelAwait ||= made?.isAwaited === true;
      return made === null ? [] : [inPlace(made.call)];
    }
    if (ts.isImportEqualsDeclaration(node)) {
      const value = importedValue(node, names);
      return value === null ? [] : [ts.setTextRange(names.set(node.name, value), node)];
    }
    if (ts.isVariableStatement(node) && names.hasList(node.declarationList)) {
      const [first, ...others] = assignments(node.declarationList, context);
      return first === undefined
        ? []
        : [inPlace(first), ...others.map((made) => factory.createExpressionStatement(made))];
    }
    const visited = visit(node, context) as ts.Statement;
    if (isAmbient(node)) return [visited];
    if (ts.isVariableStatement(node) && isUsing(node.declarationList))
      return [visited, ...namesIn(node.declarationList).map((name) => names.set(name, name))];
    const isMade = ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node);
    const name = isMade && node.name !== undefined && names.isValue(node.name) ? (node.name as ts.Identifier) : null;
    return name === null ? [visited] : [visited, names.set(name, factory.createIdentifier(name.text))];
  };

  const before: ts.TransformerFactory<ts.SourceFile> = (context) => (source) => {
    told.hasToplevelAwait ||= hasTopLevelAwait(source);
    const first: ts.Statement[] = []; // what is there from the cell's begin on
    const made: ts.Statement[] = [];
    for (const name of hoistedVariables(source)) {
      if (!names.has(name)) continue;
      first.push(names.set(name, factory.createVoidZero()));
      declared.set(name.text, 0);
    }
    const isImport = (node: ts.Statement): boolean =>
      ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node);
    const ordered = [...source.statements.filter(isImport), ...source.statements.filter((node) => !isImport(node))];
    for (const [index, statement] of ordered.entries()) {
      if (ts.isFunctionDeclaration(statement) && statement.body !== undefined && statement.name !== undefined) {
        first.push(names.set(statement.name, factory.createIdentifier(statement.name.text)));
        declared.set(statement.name.text, 0);
      }
      if (ts.isExpressionStatement(statement) && statement === source.statements.at(-1)) {
        told.lastExpressionVar = LAST_EXPRESSION;
        const place = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), LAST_EXPRESSION);
        // in a box: null and undefined are told apart
        const value = factory.createPropertyAssignment("value", expression(statement.expression, context));
        const shown = factory.createAssignment(place, factory.createObjectLiteralExpression([value]));
        made.push(ts.setTextRange(factory.createExpressionStatement(shown), statement));
        continue;
      }
      made.push(...topLevel(statement, context));
      const added = isAmbient(statement) ? [] : declaredBy(statement).filter(({ text }) => !declared.has(text));
      for (const { text } of added) declared.set(text, index + 1);
      if (added.length > 0) made.push(reach(id, index + 1));
    }
    if (declared.size > 0) first.push(reach(id, 0));
    const strict = factory.createExpressionStatement(factory.createStringLiteral("use strict")); // as every module is
    return factory.updateSourceFile(source, [strict, ...first, ...made]);
  };
  const after: ts.TransformerFactory<ts.SourceFile> = () => (source) =>
    factory.updateSourceFile(
      source,
      source.statements.filter((statement) => !ts.isExportDeclaration(statement)),
    );
  return { transformers: { before: [before], after: [after] }, told, declared };
}

/** `__kernel_reached__[id] = count;` */
function reach(id: number, count: number): ts.Statement {
  const place = factory.createElementAccessExpression(factory.createIdentifier(REACHED), id);
  return factory.createExpressionStatement(factory.createAssignment(place, factory.createNumericLiteral(count)));
}

function inOrder(values: readonly ts.Expression[]): ts.Expression {
  return values.reduce((left, right) => factory.createComma(left, right));
}

function isAmbient(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === SyntaxKind.DeclareKeyword) === true;
}

/** `{ name: value }.name`, which gives a function or class its name. */
function named(name: string, value: ts.Expression): ts.Expression {
  const object = factory.createObjectLiteralExpression([factory.createPropertyAssignment(name, value)]);
  return factory.createPropertyAccessExpression(object, name);
}
