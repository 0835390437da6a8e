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

export function lineCount(text: string): number {
  return text.split(/<br\s*\/?>/i).length;
}

/**
 * The widths of DejaVu Sans (its hmtx table), in thousandths of the font size: the widest of the fonts that stand in for Arial
 * where there is none. The live figure's texts are fitted by them also where tslab-kernel, which has them too (text-box.ts) to
 * draw the picture, is not installed.
 */
const WIDTHS: readonly number[] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];
const FIRST = 32;
const OTHER = 640; // letters with accents, Greek
const WIDE = 1000; // from CJK on, one em
const BOLD = 1.13;

export function textWidth(text: string, fontSize: number, bold = false): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    width += WIDTHS[code - FIRST] ?? (code >= 0x2e80 ? WIDE : OTHER);
  }
  return (width * fontSize * (bold ? BOLD : 1)) / 1000;
}
