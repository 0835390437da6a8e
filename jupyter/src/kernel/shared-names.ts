import ts from "typescript";
import type { CellFile } from "./cell-file";
import { isUsing, namesIn } from "./declared";
import { META, NAMES } from "./names";

const { factory } = ts;

/** What Node gives to a module as names, by what `import.meta` calls it. */
const GIVEN: Readonly<Record<string, string>> = { __dirname: "dirname", __filename: "filename" };

/** Which names of a cell stand in the one place that all cells share, and how that is written in JavaScript. */
export class SharedNames {
  constructor(
    private readonly file: CellFile,
    private readonly checker: ts.TypeChecker,
    private readonly isCell: (file: ts.SourceFile) => boolean,
  ) {}

  has(name: ts.Identifier): boolean {
    const symbol = this.checker.getSymbolAtLocation(name);
    return isGiven(symbol) || this.isShared(symbol, name);
  }

  /** Whether the value of `{ name }` is shared. */
  hasShorthand(property: ts.ShorthandPropertyAssignment): boolean {
    const symbol = this.checker.getShorthandAssignmentValueSymbol(property);
    return isGiven(symbol) || this.isShared(symbol, property);
  }

  /** Whether what a list declares is shared; `using` stays the cell's own, at whose end it is disposed of. */
  hasList(list: ts.VariableDeclarationList): boolean {
    const name = namesIn(list)[0];
    return name !== undefined && !isUsing(list) && this.has(name);
  }

  /** Whether a name, imported or not, stands for a value and not for a type alone. */
  isValue(name: ts.Node): boolean {
    const symbol = this.checker.getSymbolAtLocation(name);
    if (symbol === undefined) return false;
    const found = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.checker.getAliasedSymbol(symbol);
    return (found.flags & ts.SymbolFlags.Value) !== 0;
  }

  /** `__kernel_names__.name` */
  place(name: ts.Identifier): ts.Expression {
    const symbol = ts.isShorthandPropertyAssignment(name.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(name.parent)
      : this.checker.getSymbolAtLocation(name);
    const [object, property] = isGiven(symbol) ? [META, GIVEN[name.text]] : [NAMES, name.text];
    return ts.setTextRange(factory.createPropertyAccessExpression(factory.createIdentifier(object), property), name);
  }

  /** `__kernel_names__.name = value;` */
  set(name: ts.Identifier, value: ts.Expression): ts.Statement {
    const place = factory.createPropertyAccessExpression(factory.createIdentifier(NAMES), name.text);
    return factory.createExpressionStatement(factory.createAssignment(place, value));
  }

  /** A function of a cell is called without the object that its name is in as its `this`. */
  bare(name: ts.Identifier): ts.Expression {
    return factory.createParenthesizedExpression(
      factory.createComma(factory.createNumericLiteral(0), this.place(name)),
    );
  }

  /** Whether a symbol is a value declared at the top of a cell, seen from a place. */
  private isShared(symbol: ts.Symbol | undefined, from: ts.Node): boolean {
    const isDeclaredByCell = (declaration: ts.Declaration): boolean => {
      const owner = declaration.getSourceFile() as CellFile;
      if (owner.locals?.get(symbol?.escapedName as string) !== symbol || !this.isCell(owner)) return false;
      if ((ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0) return false;
      if (owner === this.file && isUsing(declaration)) return false;
      // a class, an enum and a namespace know themselves while they are made
      const isMade =
        ts.isClassDeclaration(declaration) || ts.isEnumDeclaration(declaration) || ts.isModuleDeclaration(declaration);
      return !(isMade && ts.findAncestor(from, (node) => node === declaration) !== undefined);
    };
    return symbol?.declarations?.some(isDeclaredByCell) === true;
  }
}

/** Whether a symbol is `__dirname` or `__filename` as Node's types declare them. */
function isGiven(symbol: ts.Symbol | undefined): boolean {
  const { name, declarations = [] } = symbol ?? { name: "" };
  return (
    Object.hasOwn(GIVEN, name) && declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile)
  );
}
