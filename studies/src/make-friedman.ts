import { Random } from "lai-loss";

/**
 * The rows of friedman.csv: function 1 of Friedman 1991, y = 10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5 + e, with
 * ten features that are uniform from 0 to 1, of which five have no part in y, and e normal with sd 1.
 */
export function friedmanCsv(rows = 1000, seed = 1991): string {
  const random = new Random(seed, "friedman");
  const lines = Array.from({ length: rows }, () => {
    const x = Array.from({ length: 10 }, () => random.uniform());
    const y = 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4] + random.normal();
    return [...x, y].map((value) => value.toFixed(5)).join(",");
  });
  const names = Array.from({ length: 10 }, (_, j) => `x${j + 1}`);
  return `${[...names, "y"].join(",")}\n${lines.join("\n")}\n`;
}
