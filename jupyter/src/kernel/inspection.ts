import ts from "typescript";
import { readDocumentation } from "./documentation";
import type { CellProgram } from "./program";

/** What is told of a place in a cell, in Markdown and as plain text. */
export interface Inspection {
  markdown: string;
  plain: string;
}

/** More options than these are not listed. */
const MOST_OPTIONS = 60;

/**
 * What a name in a cell is: its signature and what its author says of it. Inside of a call's parentheses, where the cursor
 * is on no name, the call's signature, the argument that is due, and the options that may stand in an object there.
 */
export function inspect(program: CellProgram, source: string, position: number): Inspection | null {
  const file = program.open(source);
  const { service } = program;
  readDocumentationAt(program, file, position);
  const info = service.getQuickInfoAtPosition(file.fileName, position);
  if (info !== undefined) {
    const signature = ts.displayPartsToString(info.displayParts);
    return written(signature, [textOf(info.documentation), ...(info.tags ?? []).map(tagOf)]);
  }
  const help = service.getSignatureHelpItems(file.fileName, position, undefined);
  const object = innermost(file, position, ts.isObjectLiteralExpression);
  if (help === undefined)
    return object === undefined ? null : written("", [optionsOf(program, contextOf(program, object), object)]);
  const item = help.items[help.selectedItemIndex];
  const text = ts.displayPartsToString;
  const separator = text(item.separatorDisplayParts);
  const parameters = item.parameters.map((parameter) => text(parameter.displayParts));
  const signature = text(item.prefixDisplayParts) + parameters.join(separator) + text(item.suffixDisplayParts);
  const due = item.parameters[Math.min(help.argumentIndex, item.parameters.length - 1)];
  const parts = [textOf(item.documentation)];
  if (due !== undefined) {
    const about = textOf(due.documentation);
    parts.push(`**\`${text(due.displayParts)}\`**${about === "" ? "" : `: ${about}`}`);
    const isInside = object !== undefined && object.pos >= help.applicableSpan.start;
    parts.push(
      isInside
        ? optionsOf(program, contextOf(program, object), object)
        : optionsOf(program, typeOfDue(program, file, position, help), file),
    );
  }
  return written(signature, parts);
}

/** Reads what is said of the name at a place, of the call around it and of the object around it. */
function readDocumentationAt({ checker }: CellProgram, file: ts.SourceFile, position: number): void {
  const about = (symbol: ts.Symbol | undefined): void => {
    readDocumentation(symbol);
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0)
      readDocumentation(checker.getAliasedSymbol(symbol));
  };
  const visit = (node: ts.Node): void => {
    if (position < node.getStart(file) || position > node.end) return;
    if (ts.isIdentifier(node)) about(checker.getSymbolAtLocation(node));
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      for (const signature of [
        ...checker.getTypeAtLocation(node.expression).getCallSignatures(),
        ...checker.getTypeAtLocation(node.expression).getConstructSignatures(),
      ])
        readDocumentation(signature.declaration && { declarations: [signature.declaration] });
    ts.forEachChild(node, visit);
  };
  visit(file);
}

function written(signature: string, parts: readonly string[]): Inspection | null {
  const said = parts.filter((part) => part !== "");
  if (signature === "" && said.length === 0) return null;
  const code = signature === "" ? [] : [`\`\`\`typescript\n${signature}\n\`\`\``];
  const plain = said.map((part) => part.replaceAll("**", "").replaceAll("`", ""));
  return { markdown: [...code, ...said].join("\n\n"), plain: [signature, ...plain].filter(Boolean).join("\n\n") };
}

/** A documentation text; `{@link name}` is the name, or the words that were given for it. */
function textOf(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  let result = "";
  let link: string | null = null;
  for (const { kind, text } of parts ?? []) {
    if (kind === "link") {
      // its braces
      if (link !== null) result += wordsOf(link);
      link = link === null ? "" : null;
    } else if (link !== null) link += ` ${text}`;
    else result += text;
  }
  return result;
}

/** What is read in the place of a link: "name", "name words", "name | words" or an address with words. */
function wordsOf(link: string): string {
  const [, target, words] = /^\s*([^\s|]*)[\s|]*(.*?)\s*$/s.exec(link) ?? ["", link, ""];
  if (/^https?:/.test(target)) return words === "" ? target : `${words} (${target})`;
  return words === "" ? `\`${target}\`` : words;
}

function tagOf({ name, text }: ts.JSDocTagInfo): string {
  const said = textOf(text);
  if (name === "example" && said !== "") return said.includes("```") ? said : `\`\`\`typescript\n${said}\n\`\`\``;
  if (name === "param") {
    const [, parameter, rest] = /^(\S+)\s*(?:-\s*)?(.*)$/s.exec(said) ?? [];
    return parameter === undefined ? "" : `@param \`${parameter}\` ${rest}`.trim();
  }
  return `@${name} ${said}`.trim();
}

function innermost<T extends ts.Node>(
  file: ts.SourceFile,
  position: number,
  is: (node: ts.Node) => node is T,
): T | undefined {
  let found: T | undefined;
  const visit = (node: ts.Node): void => {
    if (position <= node.getStart(file) || position > node.end) return;
    if (is(node)) found = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}

function contextOf(program: CellProgram, object: ts.ObjectLiteralExpression): ts.Type | undefined {
  return program.checker.getContextualType(object);
}

/** The type of the argument that is due at a place inside of a call's parentheses. */
function typeOfDue(
  program: CellProgram,
  file: ts.SourceFile,
  position: number,
  help: ts.SignatureHelpItems,
): ts.Type | undefined {
  const call = innermost(
    file,
    position,
    (node): node is ts.CallExpression | ts.NewExpression => ts.isCallExpression(node) || ts.isNewExpression(node),
  );
  if (call === undefined) return undefined;
  const { checker } = program;
  const parameter = checker.getResolvedSignature(call)?.parameters[help.argumentIndex];
  return parameter === undefined ? undefined : checker.getTypeOfSymbolAtLocation(parameter, call);
}

/** A list of the properties that an object of a type may have, where it is an object of options. */
function optionsOf(program: CellProgram, asked: ts.Type | undefined, at: ts.Node): string {
  if (asked === undefined) return "";
  const { checker } = program;
  const type = checker.getNonNullableType(asked);
  const parts = type.isUnion() ? type.types : [type];
  const isOptions = parts.every(
    (part) =>
      (part.flags & ts.TypeFlags.Object) !== 0 &&
      part.getCallSignatures().length === 0 &&
      !checker.isArrayLikeType(part) &&
      !part.isClass() &&
      !isOfLibrary(part.symbol),
  );
  const properties = isOptions ? parts.flatMap((part) => part.getProperties()) : [];
  if (properties.length === 0 || properties.length > MOST_OPTIONS) return "";
  const lines = new Map<string, string>();
  for (const property of properties) {
    readDocumentation(property);
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const written = checker.typeToString(checker.getTypeOfSymbolAtLocation(property, at));
    const about = textOf(property.getDocumentationComment(checker)).replace(/\s+/g, " ");
    const line = `- \`${property.name}${isOptional ? "?" : ""}: ${written}\`${about === "" ? "" : ` ${about}`}`;
    if (!lines.has(property.name)) lines.set(property.name, line);
  }
  return [...lines.values()].join("\n");
}

function isOfLibrary(symbol: ts.Symbol | undefined): boolean {
  return (
    symbol?.declarations?.some((declaration) =>
      /[\\/]typescript[\\/]lib[\\/]/.test(declaration.getSourceFile().fileName),
    ) === true
  );
}
