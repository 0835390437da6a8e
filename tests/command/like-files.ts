import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type Notebook, readNotebook } from "tslab-kernel";
import { newNotebook } from "../../src/command/new-notebook/new-notebook";

export const folder = mkdtempSync(join(tmpdir(), "lai-like-"));
after(() => rmSync(folder, { recursive: true }));

/** Homes: words, an order, missing numbers and missing words; kilns: batches, times and a missing reading. */
export const homes = join(folder, "homes.csv");
writeFileSync(
  homes,
  `district,rooms,area,condition,price\n${Array.from({ length: 90 }, (_, i) => {
    const area = i % 17 === 3 ? "NA" : 30 + ((i * 37) % 90) + i / 100;
    const price = 60 + 2 * ((i * 37) % 90) + 10 * (i % 3) + ((i * i) % 7);
    const words = ["North", "South", "", "Old town"][i % 4];
    return `${words},${1 + (i % 5)},${area},${["poor", "fair", "good"][i % 3]},${price}.5`;
  }).join("\n")}\n`,
);
const kilns = join(folder, "kilns.tsv");
writeFileSync(
  kilns,
  `when\tbatch\toperator\ttemperature\tmoisture\tstrength\n${Array.from({ length: 96 }, (_, i) => {
    const [temperature, moisture] = [900 + ((i * 29) % 61), ((i * 13) % 31) / 100];
    const day = `2024-${String(1 + Math.floor(i / 24)).padStart(2, "0")}-${String(1 + (i % 24)).padStart(2, "0")}`;
    const strength = temperature / 50 - 20 * moisture + (i % 3) + ((i * i) % 5) / 10;
    return [
      day,
      `B${Math.floor(i / 4)}`,
      ["Ann", "Bo"][i % 2],
      temperature,
      i % 19 === 4 ? "" : moisture,
      strength,
    ].join("\t");
  }).join("\n")}\n`,
);
/** A notebook as the command writes it, of homes or of kilns. */
export const like = async (name: string, grouped = false): Promise<Notebook> => {
  const output = join(folder, `${name}${grouped ? " of kilns" : ""}.ipynb`);
  const of = grouped
    ? { target: "strength", group: "batch", time: "when" }
    : { target: "price", targetUnit: "kEUR", command: "the command" };
  await newNotebook(grouped ? kilns : homes, { ...of, like: name, output, force: true });
  return readNotebook(output);
};
