/**
 * Characters that act instead of being seen: control characters (a terminal obeys them: ESC moves its cursor, renames its window),
 * those that turn the direction of writing, lone surrogates and the two that no XML may hold. Line feed and tab stay.
 */
const ACTING = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Text of any origin as a reader can see all of it: what would act is written as `\u001b`. Lines stay lines. */
export function visibleText(text: string): string {
  return text.replace(ACTING, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

/** The same for what belongs on one line, such as a name or a cell of a table: line feeds and tabs are written as `\n` and `\t`. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
}

/** Text as XML and HTML take it; characters that they may not hold are shown. */
export function escapeXml(text: string): string {
  return visibleText(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
