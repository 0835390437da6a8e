import { median } from "../../src/base/statistics";
import { table } from "../markdown";
import type { MeasuresResult, PresetTimes } from "./types";

/** What was asked for: seconds of `evaluate`, and megabytes of `sensitivity` on 100,000 rows. */
export const TARGETS = { quick: 0.3, full: 5, megabytes: 500 } as const;

/** A result as Markdown: the targets, then the time of each measure. */
export function measuresText(result: MeasuresResult): string {
  const { machine, versions, times } = result;
  const named = Object.entries(versions).filter(([, version]) => version !== "not installed");
  return [
    `## \`evaluate\` on ${result.rows.toLocaleString("en")} rows of a ${result.network} network`,
    [
      `- ${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, ${machine.system}`,
      `- backend ${result.backend}, ${named.map(([name, version]) => `${name} ${version}`).join(", ")}`,
      `- ${result.date.slice(0, 16).replace("T", " ")} UTC, median of ${result.rounds} interleaved rounds [least, most], one thread`,
    ].join("\n"),
    table(
      ["", "target", "measured", ""],
      [...times.map(targetLine), ...result.memory.map((use) => memoryLine(use.engine, use.rows, use.peakMegabytes))],
    ),
    ...(["quick", "full"] as const).map((preset) => presetTable(times.filter((one) => one.preset === preset))),
  ].join("\n\n");
}

function targetLine({ engine, preset, milliseconds }: PresetTimes): string[] {
  const seconds = median(milliseconds.total) / 1000;
  const limit = TARGETS[preset];
  return [`\`${preset}\`, ${engine}`, `at most ${limit} s`, `${seconds.toPrecision(3)} s`, verdict(seconds <= limit)];
}

function memoryLine(engine: string, rows: number, megabytes: number): string[] {
  const what = `whole process of \`sensitivity\`, ${rows.toLocaleString("en")} rows, ${engine}`;
  return [what, `at most ${TARGETS.megabytes} MB`, `${megabytes} MB`, verdict(megabytes <= TARGETS.megabytes)];
}

const verdict = (isMet: boolean): string => (isMet ? "met" : "missed");

function presetTable(times: readonly PresetTimes[]): string {
  const measures = Object.keys(times[0].milliseconds);
  const rows = measures.map((measure) => [measure, ...times.map((one) => spread(one.milliseconds[measure]))]);
  return table([`${times[0].preset}, ms`, ...times.map((one) => `${one.engine} (${one.description})`)], rows);
}

function spread(values: readonly number[]): string {
  const digits = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
  return `${digits(median(values))} [${digits(Math.min(...values))}, ${digits(Math.max(...values))}]`;
}
