import { ArgumentError } from "lai-loss";
import { checkShape } from "./json-file";
import { buildMethod, methodCandidates, methodInfo } from "./methods/build";
import type { MethodSpec } from "./methods/method";
import { NOISE_SD, NOISY } from "./settings";
import type { Study, StudyData, StudyMethod } from "./study";
import { LIMITS, modelSchema, studySchema, trainingSchema } from "./study-schema";

/**
 * Checks a study and fills in its defaults, before anything is loaded or trained.
 *
 * @param value a study as its file has it: see studies/README.md
 * @throws ArgumentError with the path of the first fault, what is there and what is allowed
 */
export function checkStudy(value: unknown): Study {
  const { model, training, data, methods, comparison, perturbedColumns, ...rest } = checkShape(
    studySchema,
    value,
    "study",
  );
  const named = methods.map(({ label, grid, ...spec }): StudyMethod => {
    const info = methodInfo(spec.method);
    return { label: label ?? info.label, spec: spec as MethodSpec, grid: grid ?? info.grid };
  });
  const study: Study = {
    ...rest,
    data: data.map((entry, i) => {
      const own = {
        name: entry.name ?? entry.dataset,
        model: checkShape(modelSchema, { ...model, ...entry.model }, `study.data.${i}.model`),
        training: checkShape(trainingSchema, { ...training, ...entry.training }, `study.data.${i}.training`),
      };
      // "all" is what files and records without the field are: runs of the first edition keep their keys
      return { ...entry, ...own, ...(perturbedColumns === "numeric" && { perturbedColumns }) } as StudyData;
    }),
    methods: named,
    measures: [...new Set(["accuracy" as const, ...rest.measures])],
    comparison: {
      baseline: comparison.baseline ?? (named.find(({ grid }) => grid.length === 0) ?? named[0]).label,
      references: comparison.references ?? labelsOf(named.filter(({ spec }) => spec.method === "gradientPenalty")),
      budget: comparison.budget,
    },
  };
  checkParts(study);
  return study;
}

/** Checks what the parts of a study must be to each other. */
export function checkParts(study: Study): void {
  checkMethods(study);
  checkNames(study);
  checkSeeds(study);
  checkSize(study);
}

/** The runs that a study can come to, where the regimes choose different learning rates for every setting. */
function checkSize({ data, methods, learningRates, seeds, regimes }: Study): void {
  const settings = methods.reduce((sum, { grid }) => sum + Math.max(1, grid.length), 0);
  const seedRuns = learningRates.length * seeds.tuning.length + regimes.length * seeds.evaluation.length;
  const runs = data.length * settings * seedRuns;
  if (runs <= LIMITS.runs) return;
  const remedy = `give fewer seeds, values or data sets: there may be at most ${LIMITS.runs} runs.`;
  throw new ArgumentError("study", `${runs} runs`, remedy);
}

function labelsOf(methods: readonly StudyMethod[]): string[] {
  return methods.map(({ label }) => label);
}

function checkNames({ data, methods, comparison }: Study): void {
  unique(
    "study.data",
    data.map(({ name }) => name),
  );
  const labels = unique("study.methods", labelsOf(methods));
  const known = `give the label of one of the methods: ${labels.join(", ")}.`;
  const at = labels.indexOf(comparison.baseline);
  if (at < 0) throw new ArgumentError("study.comparison.baseline", comparison.baseline, known);
  if (methods[at].grid.length > 0) {
    const remedy = "a baseline has one setting: choose a method without a grid, such as plainMse.";
    throw new ArgumentError("study.comparison.baseline", comparison.baseline, remedy);
  }
  for (const [i, reference] of comparison.references.entries()) {
    if (!labels.includes(reference)) throw new ArgumentError(`study.comparison.references.${i}`, reference, known);
  }
}

function unique(argument: string, names: readonly string[]): readonly string[] {
  const twice = repeated(names);
  if (twice === undefined) return names;
  throw new ArgumentError(argument, twice, "two have this name; give each one of its own (field name or label).");
}

/** The first that stands there twice. */
function repeated<T>(items: readonly T[]): T | undefined {
  const seen = new Set<T>();
  return items.find((item) => seen.size === seen.add(item).size);
}

function checkSeeds({ seeds, data }: Study): void {
  for (const [kind, list] of Object.entries(seeds)) {
    const twice = repeated(list);
    if (twice !== undefined) throw new ArgumentError(`study.seeds.${kind}`, twice, "name each seed once.");
  }
  for (const { name, training } of data) {
    const { learningRate } = training;
    if ((learningRate === undefined) === seeds.tuning.length > 0) continue;
    const remedy =
      learningRate === undefined
        ? "give it in its training, or give tuning seeds, which choose one for each setting."
        : "there is nothing to tune for where it is given: let seeds.tuning be 0.";
    throw new ArgumentError(`study.data ${name}: learningRate`, learningRate, remedy);
  }
  const tuning = new Set(seeds.tuning);
  const shared = seeds.evaluation.find((seed) => tuning.has(seed));
  if (shared !== undefined) {
    const remedy = "it is a tuning seed too; what was tuned on a seed must not be judged on it.";
    throw new ArgumentError("study.seeds.evaluation", shared, remedy);
  }
  for (const { name, training, fractions } of data) {
    if (training.warmUpEpochs >= training.epochs) {
      const remedy = `give fewer than the ${training.epochs} epochs, or no loss but the base ever acts.`;
      throw new ArgumentError(`study.data ${name}: warmUpEpochs`, training.warmUpEpochs, remedy);
    }
    const sum = fractions?.reduce((total, part) => total + part, 0) ?? 1;
    if (Math.abs(sum - 1) > 1e-9)
      throw new ArgumentError(`study.data ${name}: fractions`, fractions, "let them sum to 1.");
  }
}

/** Makes every loss once: a value that a loss refuses is known before the first run. */
function checkMethods({ methods }: Study): void {
  for (const [i, { spec, grid }] of methods.entries()) {
    const path = `study.methods.${i}`;
    const { tuned } = methodInfo(spec.method);
    if (tuned !== null && spec[tuned] !== undefined) {
      throw new ArgumentError(
        `${path}.${tuned}`,
        spec[tuned],
        `it is what is tuned; give grid: ["off", ${spec[tuned]}].`,
      );
    }
    if (tuned === null && grid.length > 0) {
      throw new ArgumentError(`${path}.grid`, grid, `${spec.method} has nothing to tune; leave it out.`);
    }
    if (tuned !== null && !grid.includes("off")) {
      const remedy = 'add "off": a method must be able to lose against itself turned off.';
      throw new ArgumentError(`${path}.grid`, grid, remedy);
    }
    if (new Set(grid).size < grid.length) throw new ArgumentError(`${path}.grid`, grid, "name each value once.");
    for (const candidate of methodCandidates(spec, grid)) {
      try {
        // the noisy features and their noise are each data set's; any will do for the check
        const any = { ...candidate };
        if (any.features === NOISY) any.features = ["x"];
        if (any.inputSd === NOISE_SD) any.inputSd = 1;
        buildMethod(any);
      } catch (error) {
        if (!(error instanceof ArgumentError)) throw error;
        throw new ArgumentError(`${path}, ${error.argument}`, error.value, error.remedy);
      }
    }
  }
}
