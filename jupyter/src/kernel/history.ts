export interface HistoryEntry {
  /** the number in the cell's brackets */
  count: number;
  input: string;
  output: string | null;
}

type Line = [session: number, count: number, input: string | [string, string | null]];

/** The sessions before this one are not kept. */
const THIS_SESSION = 1;

/** The cells of this kernel, as front ends ask for them: history_request of the protocol. */
export class History {
  private readonly entries: HistoryEntry[] = [];

  add(entry: HistoryEntry): void {
    this.entries.push(entry);
  }

  /** What the request asks for: the last `n`, the lines from `start` to before `stop`, or those like `pattern`. */
  answer(request: Record<string, unknown>): { status: "ok"; history: Line[] } {
    const found = this.find(request);
    const lines = found.map(
      ({ count, input, output }): Line => [THIS_SESSION, count, request.output === true ? [input, output] : input],
    );
    return { status: "ok", history: lines };
  }

  private find(request: Record<string, unknown>): HistoryEntry[] {
    const { hist_access_type: how, session = 0, start = 0, stop, n, pattern = "*", unique } = request;
    if (how === "range") {
      const isThis = session === 0 || session === THIS_SESSION;
      const [from, to] = [Number(start), typeof stop === "number" ? stop : Number.POSITIVE_INFINITY];
      return isThis ? this.entries.filter(({ count }) => count >= from && count < to) : [];
    }
    const like = how === "search" ? expressionOf(String(pattern)) : /^/;
    let found = this.entries.filter(({ input }) => like.test(input));
    if (unique === true)
      found = found.filter(({ input }, i) => !found.slice(i + 1).some((other) => other.input === input));
    return typeof n === "number" ? found.slice(Math.max(0, found.length - n)) : found;
  }
}

/** A pattern as of files: * stands for any text, ? for any character. */
function expressionOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}
