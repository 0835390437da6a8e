const SEPARATORS = [",", ";", "\t", "|"];

/** Cells between runs of spaces. */
export const SPACES = " ";

/**
 * The separator that cuts the first lines into the same number of cells, the most cells if several do; `SPACES` where no
 * other does, or where tabs cut less and runs of spaces stand between them.
 */
export function guessSeparator(text: Buffer): string {
  const head = text.subarray(0, 65536).toString("utf8");
  const lines = head
    .split(/\r?\n/, 40)
    .filter((line) => line.trim() !== "")
    .map((line) => line.replace(/"[^"]*"/g, "Q"));
  if (lines.length > 2 && lines.length < 40 && text.length > 65536) lines.pop();
  let [best, bestScore, bestCells] = [",", 0, 1];
  for (const separator of SEPARATORS) {
    const cells = lines.map((line) => line.split(separator).length);
    if ((cells[0] ?? 1) < 2) continue;
    const agreeing = cells.filter((count) => count === cells[0]).length;
    const score = (agreeing / lines.length) * 1000 + cells[0];
    if (score > bestScore) [best, bestScore, bestCells] = [separator, score, cells[0]];
  }
  if (bestCells > 1 && best !== "\t") return best;
  const rows = lines.map((line) => line.trim().split(/[ \t]+/));
  const width = rows[rows.length - 1]?.length ?? 1;
  const areEven = rows.length > 1 && rows.slice(1).every((cells) => cells.length === width);
  const haveNumbers = rows.slice(1).filter((cells) => cells.some((cell) => /\d/.test(cell))).length >= rows.length / 2;
  return areEven && haveNumbers && width > bestCells ? SPACES : best;
}

const [TAB, LINE_FEED, RETURN, SPACE, QUOTE] = [9, 10, 13, 32, 34];

/** The same text with one tab in place of each run of spaces and tabs outside of quotes, and none at the ends of lines. */
export function tabsForSpaces(text: Buffer): Buffer {
  const tabbed = Buffer.allocUnsafe(text.length);
  let length = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === QUOTE) isQuoted = !isQuoted;
    if (isQuoted || (byte !== SPACE && byte !== TAB)) {
      tabbed[length++] = byte;
      continue;
    }
    while (text[at + 1] === SPACE || text[at + 1] === TAB) at++;
    const [before, after] = [tabbed[length - 1], text[at + 1]];
    const isInside =
      length > 0 && before !== LINE_FEED && after !== undefined && after !== LINE_FEED && after !== RETURN;
    if (isInside) tabbed[length++] = TAB;
  }
  return tabbed.subarray(0, length);
}
