import { showFigure } from "../notebook/show/show-figure";
import { showTable } from "../notebook/show/show-table";
import type { Finding } from "./finding";

/** Shows a finding in the running cell: its table, its figures, its sentences. Nothing where there is none. */
export async function showFinding(finding: Finding | null): Promise<void> {
  if (finding === null) {
    console.log("The study has no such methods for this data set.");
    return;
  }
  if (finding.table.rows.length > 0) showTable(finding.table.rows, { caption: finding.table.caption, digits: 3 });
  for (const figure of finding.figures) await showFigure(figure);
  for (const sentence of finding.sentences) console.log(sentence);
}

/** Prints the answer in short of each finding: the verdict of a notebook. */
export function showVerdict(findings: readonly Finding[]): void {
  for (const { title, sentences } of findings) {
    if (sentences.length > 0) console.log(`${title}\n  ${sentences[0]}`);
  }
}
