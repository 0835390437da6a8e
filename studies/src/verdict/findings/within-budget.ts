import { type Figure, figures } from "lai-loss/show";
import type { BudgetResult } from "../../report/comparisons";
import { CURVES } from "../../report/criteria";
import type { StoredResults } from "../../stored/load-results";
import { type Finding, type FindingRow, listed } from "../finding";
import { CHANGE_KEY, changeText, outcomeOf } from "../outcome";
import { ATTACK, FEATURE_NOISE, NOISE, View, type ViewOptions } from "../view";

/** What each method gains where it may cost little clean accuracy. */
export function withinBudget(results: StoredResults, options: ViewOptions = {}): Finding {
  const view = new View(results, options);
  const { budget, baseline } = results.study.comparison;
  const found = view.budget([NOISE, FEATURE_NOISE, ATTACK]);
  const methods = [...new Set(found.map(({ method }) => method))];
  const rows = methods.map((method): FindingRow => {
    const of = (criterion: string): string | null => {
      const entry = found.find((one) => one.method === method && one.criterion === criterion);
      if (entry === undefined) return null;
      if (entry.setting === null) return "no setting keeps to it";
      if (entry.setting === "off") return "off is best";
      return `${entry.setting === "" ? "" : `${entry.setting}: `}${changeText(entry.change, entry.pHolm)}`;
    };
    return {
      method,
      "all features, noise 0.3": of(NOISE),
      "noisy features, noise 0.3": of(FEATURE_NOISE),
      "attack 0.5": of(ATTACK),
    };
  });
  const share = `${Number((100 * budget).toPrecision(3))} %`;
  const sentence = (criterion: string, what: string): string[] => {
    const own = found.filter((entry) => entry.criterion === criterion);
    if (own.length === 0) return [];
    const with_ = (outcome: string): string[] =>
      own.filter((entry) => outcomeOf(entry) === outcome).map(({ method }) => method);
    const best = own.filter(({ change }) => change !== null).sort((a, b) => a.change!.mean - b.change!.mean)[0];
    const gains = with_("gain");
    const lai = gains.filter((method) => view.lai.includes(method));
    if (gains.length === 0) {
      return [`Under ${what} no method gains at a cost of at most ${share} of clean validation RMSE.`];
    }
    const ofLai = lai.length === 0 ? "none of them a Lai form over all features" : `among them ${listed(lai)}`;
    return [
      `Under ${what} ${gains.length} of ${own.length} methods gain at a cost of at most ${share} of clean validation RMSE, ${ofLai}; most of all ${best.method} (${best.setting || "untuned"}): ${changeText(best.change, best.pHolm)}.`,
    ];
  };
  return {
    title: "Noise and attack at nearly the same accuracy",
    table: {
      caption: `${view.place}: change of RMSE against ${baseline}; of the settings that cost at most ${share} of clean validation RMSE the best on validation rows; ${CHANGE_KEY}`,
      rows,
    },
    figures: (["noise", "featureNoise", "attack"] as const).flatMap((curve) => curves(view, curve, found)),
    sentences: [
      ...sentence(NOISE, "noise in all features"),
      ...sentence(FEATURE_NOISE, "noise in the noisy features"),
      ...sentence(ATTACK, "attack"),
    ],
  };
}

/** Methods that the figure of curves shows beside the baseline. */
const SHOWN = ["gradientPenalty", "inputNoise", "linearisedAdversarial", "laiMse", "laiOneSided"];

/** The level of each curve at which settings are chosen, and what its figure says. */
const CURVE_TEXTS = {
  noise: { chosen: NOISE, title: "noise in every feature", xLabel: "noise σ (standardised features)" },
  featureNoise: {
    chosen: FEATURE_NOISE,
    title: "noise in the noisy features",
    xLabel: "noise σ (standardised features)",
  },
  attack: { chosen: ATTACK, title: "attack (PGD, L2)", xLabel: "attack ε (standardised features)" },
} as const;

/** Error over the level, relative to the baseline's at the same level and seed. */
function curves(view: View, curve: keyof typeof CURVE_TEXTS, found: readonly BudgetResult[]): Figure[] {
  const { chosen, title, xLabel } = CURVE_TEXTS[curve];
  const errors = (method: string, setting: string): number[][] =>
    [
      ...(view.runs.find(({ setting: own }) => own.method === method && own.setting === setting)?.runs.values() ?? []),
    ].flatMap(({ measures: { test } }) => (test?.[curve] === undefined ? [] : [[test.rmse, ...test[curve]]]));
  const plain = errors(view.baseline, "");
  const models = view.labels(...SHOWN).flatMap((method) => {
    const setting = found.find((entry) => entry.method === method && entry.criterion === chosen)?.setting;
    const own = setting == null ? [] : errors(method, setting);
    if (own.length === 0 || own.length !== plain.length) return [];
    const rmse = own.map((values, seed) => values.map((value, level) => value / plain[seed][level]));
    return [{ name: `${method}, ${setting}`, sigmas: [0, ...CURVES[curve].levels], rmse }];
  });
  if (models.length === 0) return [];
  const yLabel = `RMSE / RMSE of ${view.baseline}`;
  return [figures.noiseCurves({ models, title: `${view.data}: ${title}`, xLabel, yLabel })];
}
