import { fields, list, text } from "lai-internal";
import { showFigure, showTable, showText } from "lai-loss/show";
import type { Finding } from "./finding";

const FINDING = fields<Finding>({
  title: text,
  table: fields<Finding["table"]>({ caption: text, rows: list(fields({})) }),
  figures: list(fields({})),
  sentences: list(text),
});

/** Shows a finding in the running cell: its table, its figures, its sentences. Nothing where there is none. */
export async function showFinding(finding: Finding | null): Promise<void> {
  if (finding === null) {
    showText("The study has no such methods for this data set.");
    return;
  }
  FINDING("finding", finding);
  if (finding.table.rows.length > 0) showTable(finding.table.rows, { caption: finding.table.caption, digits: 3 });
  for (const figure of finding.figures) await showFigure(figure);
  if (finding.sentences.length > 0) showText(finding.sentences);
}

/** Shows the answer in short of each finding: the verdict of a notebook. */
export function showVerdict(findings: readonly Finding[]): void {
  const answers = list(FINDING)("findings", findings).filter(({ sentences }) => sentences.length > 0);
  const rows = answers.map(({ title, sentences }) => ({ question: title, "answer in short": sentences[0] }));
  showTable(rows);
}
