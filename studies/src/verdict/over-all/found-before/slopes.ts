import { median, percent } from "lai-internal";
import { rankCorrelation } from "lai-loss/compare";
import type { StoredResults } from "../../../stored/load-results";
import { pText } from "../../finding";
import { MOVED } from "../../findings/lambda-control";
import { meanShareAbove } from "../../findings/slope-bound";
import type { View } from "../../view";
import { allViews } from "../all-views";
import { type Control, controlsByNoise } from "../lambda-control";
import { type Claim, foundBelow } from "./claim";

/** On these data the plain model leaves less than this share of the variance unexplained: "low noise". */
const LOW_NOISE = 0.2;

/** What was found about control of the slope. */
export function slopeClaims(all: readonly StoredResults[]): Claim[] {
  const views = allViews(all);
  if (views.length < 3) return [];
  const controls = controlsByNoise(all);
  return [noisy(controls), ...stopped(controls), ...inflation(views), ...bounds(views)];
}

function noisy(controls: readonly Control[]): Claim {
  const { rho, pValue } = rankCorrelation(
    controls.map(({ view }) => view.unexplained),
    controls.map(({ last }) => last.offBy),
  );
  const third = Math.max(1, Math.floor(controls.length / 3));
  const [loud, quiet] = [controls.slice(0, third), controls.slice(-third)].map((part) =>
    median(part.map(({ last }) => last.offBy)),
  );
  return {
    claim: "Lambda sets the slope on noisy data, hardly on nearly noise-free data",
    before: "diabetes: .222, .541, 1.003, 1.757 for √lambda .224, .548, 1, 1.732",
    here: `the slope is off the asked one by a factor of ${quiet.toFixed(2)} on the third of the data with the least unexplained variance, of ${loud.toFixed(2)} on that with the most (medians); rank correlation ${rho?.toFixed(2) ?? "-"} (p ${pText(pValue, 1)}, ${controls.length} data sets and splits)`,
    found: rho === null || rho >= 0 ? "no" : pValue! < 0.05 && loud < quiet ? "yes" : "in part",
  };
}

function stopped(controls: readonly Control[]): Claim[] {
  const moved = controls.filter(({ last }) => last.elasticity >= MOVED);
  if (moved.length === 0) return [];
  const left = median(moved.map(({ last, best }) => best.elasticity / last.elasticity));
  const [atLast, atBest] = (["last", "best"] as const).map((regime) =>
    median(moved.map((entry) => entry[regime].offBy)).toFixed(2),
  );
  return [
    {
      claim: "With early stopping the control is mostly gone",
      before: "mostly gone",
      here: `of the elasticity at the last epoch ${percent(left, 0).replace("+", "")} is left at the best epoch by validation, and the slope is off the asked one by a factor of ${atBest} in place of ${atLast} (medians over the ${moved.length} where lambda moves the slope)`,
      found: foundBelow(left, 0.5, 0.9),
    },
  ];
}

/** Highest mean slope over data sets and lambdas, relative to plain training. */
function inflation(views: readonly View[]): Claim[] {
  const [lai, oneSided] = ["laiMse", "laiOneSided"].map((name) => {
    const ratios = views.flatMap((view) =>
      view.labels(name).flatMap((label) =>
        view.settings(label).flatMap(({ value, setting, measures }) => {
          const slope = measures["slope mean"];
          if (value === "off" || slope === undefined) return [];
          return [{ where: `${view.data}, ${setting}`, ratio: slope.mean / view.plain("slope mean")!.mean - 1 }];
        }),
      ),
    );
    return ratios.sort((a, b) => b.ratio - a.ratio);
  });
  if (lai.length === 0 || oneSided.length === 0) return [];
  const above = oneSided.filter(({ ratio }) => ratio > 0.02);
  return [
    {
      claim: "One-sided Lai never makes a model steeper",
      before: "never",
      here: `mean slope more than 2 % above the plain model's in ${above.length} of ${oneSided.length} settings, at most ${percent(oneSided[0].ratio)} (${oneSided[0].where}); Lai-MSE: at most ${percent(lai[0].ratio)} (${lai[0].where})`,
      found: foundBelow(above.length / oneSided.length, 0, 0.2),
    },
  ];
}

function bounds(views: readonly View[]): Claim[] {
  const calm = views.filter((view) => view.unexplained < LOW_NOISE);
  const shares = (...names: string[]): number[] =>
    calm
      .flatMap((view) => view.labels(...names).flatMap((label) => meanShareAbove(view, label) ?? []))
      .sort((a, b) => a - b);
  const [lai, keeping] = [shares("laiMse", "laiOneSided"), shares("linearHingeSlope", "constrainedSlope")];
  if (lai.length === 0 || keeping.length === 0) return [];
  const range = (list: readonly number[]): string =>
    list.length === 0 ? "not measured" : `${list[0].toFixed(3)} to ${list[list.length - 1].toFixed(3)}`;
  const [kept, broken] = [keeping.filter((share) => share <= 0.05), lai.filter((share) => share > 0.05)];
  return [
    {
      claim: "On low-noise data no Lai form keeps a slope bound; a linear hinge and dual ascent do",
      before: "share above the bound .3 to .56 against .004 to .05",
      here: `of the test rows ${range(lai)} against ${range(keeping)} (linear hinge ${range(shares("linearHingeSlope"))}, dual ascent ${range(shares("constrainedSlope"))}), on ${calm.length} with less than ${LOW_NOISE} unexplained`,
      found:
        broken.length === lai.length && kept.length === keeping.length
          ? "yes"
          : broken.length > lai.length / 2 && median(keeping) < median(lai) / 2
            ? "in part"
            : "no",
    },
  ];
}
