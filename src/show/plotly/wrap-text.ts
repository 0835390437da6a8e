import { textWidth } from "./text-width";

const TAG = /^<[^>]*>$/;

/** The width of one line of plotly's text in pixels: tags have none. */
function lineWidth(line: string, fontSize: number, bold: boolean): number {
  return textWidth(line.replace(/<[^>]*>/g, "").replace(/&\w+;/g, "x"), fontSize, bold);
}

/** A word in pieces that fit: names such as mean_of_a_very_long_column have no spaces. Breaks after _ . / - where there is one. */
function pieces(word: string, fits: (text: string) => boolean): string[] {
  const cut: string[] = [];
  let rest = word;
  while (rest !== "" && !fits(rest)) {
    let length = rest.length - 1;
    while (length > 1 && !fits(rest.slice(0, length))) length--;
    const sign = Math.max(...["_", ".", "/", "-"].map((s) => rest.lastIndexOf(s, length - 1))) + 1;
    if (sign > length / 3) length = sign;
    cut.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return rest === "" ? cut : [...cut, rest];
}

/**
 * Text in plotly's own markup with line breaks (`<br>`) put in, so that no line is wider than `width` pixels. Breaks that it
 * has stay; tags, which have no width, are never broken.
 */
export function wrapText(text: string, width: number, fontSize: number, bold = false): string {
  const fits = (line: string): boolean => lineWidth(line, fontSize, bold) <= width;
  if (text.split(/<br\s*\/?>/i).every(fits)) return text;
  const wrapped = text.split(/<br\s*\/?>/i).flatMap((line) => {
    const lines: string[] = [""];
    for (const token of line.match(/<[^>]*>|\s+|(?:[^\s<]|<(?![^>]*>))+/g) ?? []) {
      const last = lines.length - 1;
      if (TAG.test(token) || fits(lines[last] + token)) {
        lines[last] += token;
        continue;
      }
      if (/^\s/.test(token)) continue; // the line ends here
      const [first, ...more] = pieces(token, fits);
      const begun = lineWidth(lines[last], fontSize, bold) > 0;
      if (begun) {
        lines[last] = lines[last].trimEnd();
        lines.push(first, ...more);
      } else {
        lines[last] += first;
        lines.push(...more);
      }
    }
    return lines;
  });
  return wrapped.join("<br>");
}

/** How many lines plotly writes a text on. */
export function lineCount(text: string): number {
  return text.split(/<br\s*\/?>/i).length;
}
