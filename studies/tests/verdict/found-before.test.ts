import assert from "node:assert/strict";
import { test } from "node:test";
import { foundBefore } from "../../src/verdict/over-all";
import { type Asked, syntheticResults, type Told } from "./synthetic-results";

/** By data set: RMSE of the plain model, and with which power the reached slope follows the asked one. */
const DATA: Record<string, [rmse: number, elasticity: number]> = {
  quiet: [0.3, 0.25],
  middle: [0.5, 0.5],
  loud: [0.7, 1],
  louder: [0.8, 1.1],
  loudest: [0.9, 1.2],
};

/** The penalty trades clean error for noise; Lai reaches its slope at the last epoch alone, and costs more than the penalty. */
function told({ data, method, value, seed, regime }: Asked): Told {
  const [rmse, elasticity] = DATA[data];
  const of = (clean: number, noise: number, slope: number, above = 0): Told => {
    const jitter = 1 + 0.001 * (seed % 5);
    return { rmse: rmse * clean * jitter, noise: noise * jitter, slope, above };
  };
  if (value === null) return of(1, 1, 2);
  if (method === "gradientPenalty" || method === "linearisedAdversarial") {
    return value === 0.01 ? of(1.005, 0.9, 1.8) : of(1.2, 0.7, 1);
  }
  if (method === "linearHingeSlope") return of(1.1, 0.8, value, 0.02);
  const slope = regime === "best" ? 1.5 : 1.2 * Math.sqrt(value) ** elasticity;
  return of(1.01, 0.95, slope, 0.5);
}

const study = {
  data: ["quiet", "middle", "loud"].map((name) => ({ name, dataset: "concrete" })),
  methods: [
    "plainMse",
    { method: "gradientPenalty", grid: ["off", 0.01, 0.1] },
    { method: "linearisedAdversarial", grid: ["off", 0.01, 0.1] },
    { method: "linearHingeSlope", grid: ["off", 1] },
    { method: "laiMse", grid: ["off", 0.3, 1] },
    { method: "laiOneSided", grid: ["off", 0.3, 1] },
  ],
};

function verdicts(tell: (asked: Asked) => Told): Record<string, [here: string, found: string]> {
  const { table } = foundBefore([syntheticResults(tell, study)])!;
  return Object.fromEntries(
    table.rows.map((row) => [String(row.claim), [String(row.here), String(row["found again"])]]),
  );
}

test("each earlier finding is compared with the stored results and judged", () => {
  const found = verdicts(told);
  const of = (start: string) => Object.entries(found).find(([claim]) => claim.startsWith(start))![1];
  // reached over asked: 1.2 and 1.2 * .548^-.75 = 1.884 on quiet data, geometric mean 1.50; 1.2 and 1.2 on loud ones
  assert.match(
    of("Lambda sets")[0],
    /off .* by a factor of 1\.50 on the third .* 1\.20 on that with the most .* correlation -1\.00 \(p 0\.3,/,
  );
  assert.equal(of("Lambda sets")[1], "in part"); // one of three data sets' six orders, or its reverse, is no proof
  // at the best epoch the slope is 1.5 whatever was asked: elasticity 0
  assert.match(of("With early stopping")[0], /^of the elasticity at the last epoch 0 % is left .* over the 2 where/);
  assert.equal(of("With early stopping")[1], "yes");
  // at most 1.2 of plain 2
  assert.match(of("One-sided Lai never")[0], /in 0 of 6 settings, at most -40\.0 %/);
  // of the three data sets one has less than .2 unexplained: 1 - .91
  assert.match(of("On low-noise data")[0], /0\.500 to 0\.500 against 0\.020 to 0\.020 .* on 1 with less/);
  assert.equal(of("On low-noise data")[1], "yes");
  // .95 against some .9 of the penalty
  assert.deepEqual(of("At the same clean RMSE no gain under noise"), ["0 gains, 3 losses and 0 ties", "yes"]);
  assert.deepEqual(of("Under attack"), ["0 gains, 6 losses and 0 ties", "yes"]);
});

test("five data sets in one order are enough to say so: p is 2 / 5!", () => {
  const data = Object.keys(DATA).map((name) => ({ name, dataset: "concrete" }));
  // off by 1.2 times .548^(elasticity - 1) at lambda .3, which falls with the noise
  const { table } = foundBefore([syntheticResults(told, { ...study, data })])!;
  const { here, "found again": found } = table.rows.find(({ claim }) => String(claim).startsWith("Lambda sets"))!;
  assert.match(String(here), /correlation -1\.00 \(p 0\.02, 5 data sets and splits\)/);
  assert.equal(found, "yes");
});

test("what the stored results contradict is said", () => {
  const found = verdicts((asked) => {
    const usual = told(asked);
    if (!asked.method.startsWith("lai") || asked.value === null) return usual;
    return { ...usual, noise: 0.5, slope: 2.5, above: 0 }; // a Lai that wins under noise, is steep, and keeps bounds
  });
  const verdictOf = (start: string) => Object.entries(found).find(([claim]) => claim.startsWith(start))![1][1];
  assert.equal(verdictOf("At the same clean RMSE no gain under noise"), "no");
  assert.equal(verdictOf("Under attack"), "no");
  assert.equal(verdictOf("One-sided Lai never"), "no");
  assert.equal(verdictOf("On low-noise data"), "no");
  assert.equal(verdictOf("Lambda sets"), "no");
});

test("with too few results nothing is compared", () => {
  assert.equal(foundBefore([syntheticResults(told, { ...study, data: study.data.slice(0, 2) })]), null);
});

const sideMethods = [
  "plainMse",
  { method: "weightDecay", grid: ["off", 0.1] },
  { method: "gradientPenalty", grid: ["off", 0.01] },
  { method: "laiOneSided", grid: ["off", 0.25] },
];

test("of noisy labels and few rows the tuned clean errors are judged", () => {
  const noise = (where: string) => ({
    name: `concrete, ${where}`,
    dataset: "concrete",
    labelNoise: { where, share: 0.3, sd: 1 },
  });
  const labels = syntheticResults(
    // one-sided Lai is .4 against the penalty's .5 on flat parts alone: elsewhere tuning turns it off
    ({ data, method, value, seed }) => {
      const wins = method === "laiOneSided" && value !== null && data === "concrete, flat";
      return { rmse: (wins ? 0.4 : 0.5) * (1 + 0.001 * seed), noise: 1, slope: 1, above: 0 };
    },
    {
      ...{ name: "labels", data: [noise("flat"), noise("steep")], methods: sideMethods, comparison: {} },
      measures: ["accuracy", "sensitivity"],
      seeds: { tuning: 1, evaluation: 12 },
    },
  );
  const few = syntheticResults(
    ({ method, value, seed }) => {
      const rmse = value === null ? 0.5 : method === "weightDecay" ? 0.4 : 0.45;
      return { rmse: rmse * (1 + 0.001 * seed), noise: 1, slope: 1, above: 0 };
    },
    { name: "few", methods: sideMethods, measures: ["accuracy", "sensitivity"], comparison: {} },
  );
  const { table } = foundBefore([labels, few])!;
  const of = (part: string) => table.rows.find(({ claim }) => String(claim).includes(part))!;
  assert.match(String(of("flat parts").here), /^-20\.0 % on average \(concrete -20\.0 % .*\*/);
  assert.equal(of("flat parts")["found again"], "yes");
  assert.deepEqual(
    [of("steep parts").here, of("steep parts")["found again"]],
    ["0.0 % on average (concrete 0.0 % [0.0, 0.0])", "no"],
  );
  assert.match(String(of("small data").here), /^Lai forms against weight decay: 0 gains, /);
  assert.equal(of("small data")["found again"], "yes");
});
