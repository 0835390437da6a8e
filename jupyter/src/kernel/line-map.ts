import type { TypeScript } from "./compiler";

interface Token {
  text: string;
  line: number;
  column: number;
}

export interface Place {
  /** counted from 1 */
  line: number;
  column: number;
}

/** Beyond this many pairs of tokens places are not translated: it would take too long. */
const MOST_PAIRS = 6_000_000;

/**
 * Finds where a place in a cell's JavaScript comes from in its TypeScript. The compiler only takes tokens out (types) and
 * adds some (exports), so the longest common subsequence of both token lists pairs them. Line and column count from 1.
 */
export class LineMap {
  private readonly from: Token[];
  private readonly to: Token[];
  /** for tokens of the JavaScript, by index, the index of their partners */
  private readonly pairs: Map<number, number>;

  constructor(ts: TypeScript, source: string, output: string) {
    this.from = tokensOf(ts, output);
    this.to = tokensOf(ts, source);
    this.pairs = pair(this.from, this.to);
  }

  /** The place in the TypeScript; null where it has none, as in code that the compiler added. */
  place(line: number, column: number): Place | null {
    let best: { distance: number; partner: number } | null = null;
    for (const [index, partner] of this.pairs) {
      const found = this.from[index];
      if (found.line !== line) continue;
      const distance = Math.abs(found.column - column);
      if (best === null || distance < best.distance) best = { distance, partner };
    }
    return best === null ? null : this.callee(best.partner);
  }

  /** A call of what a cell declares is told by V8 at its parenthesis, any other by the name: here all are by the name. */
  private callee(index: number): Place {
    const [before, token] = [this.to[index - 1], this.to[index]];
    const isCall = token.text === "(" && /^[\w$]+$/.test(before?.text ?? "") && before.line === token.line;
    const { line, column } = isCall && before.column + before.text.length === token.column ? before : token;
    return { line, column };
  }
}

function tokensOf(ts: TypeScript, text: string): Token[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, text);
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (text[i] === "\n") starts.push(i + 1);
  const tokens: Token[] = [];
  let line = 0;
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) {
    const at = scanner.getTokenStart();
    while (line + 1 < starts.length && starts[line + 1] <= at) line++;
    tokens.push({ text: scanner.getTokenText(), line: line + 1, column: at - starts[line] + 1 });
  }
  return tokens;
}

/** For tokens of `a`, by index, the index of their partners in `b`. */
function pair(a: readonly Token[], b: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>();
  if (a.length * b.length > MOST_PAIRS) return pairs;
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width); // of the longest common subsequence from (i, j) to the ends
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const same = a[i].text === b[j].text;
      length[i * width + j] = same
        ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i].text === b[j].text) pairs.set(i++, j++);
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}
