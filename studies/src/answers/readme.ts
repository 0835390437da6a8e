import { ArgumentError } from "lai-loss";

const BEGIN = "<!-- found: written by lai study answers -->";
const END = "<!-- /found -->";

/**
 * README with what was found put between its two comments.
 *
 * @throws ArgumentError where they are not there
 */
export function withSummary(readme: string, sentences: readonly string[]): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) {
    throw new ArgumentError("README.md", "without the place of what was found", `put back ${BEGIN} and ${END}.`);
  }
  const list = sentences.map((sentence) => `- ${sentence}`).join("\n");
  return `${readme.slice(0, from + BEGIN.length)}\n${list}\n${readme.slice(to)}`;
}
