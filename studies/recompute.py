"""Computes the headline numbers of the study again, from the Parquet files and PROTOCOL.md alone.

    python studies/recompute.py [RUNS] [ANSWERS]

compares the runs in the folder RUNS (data/results) with the file ANSWERS (studies/results/answers.json) and exits with 1
where a number differs.

Needs pandas, pyarrow and SciPy. It shares no code with the TypeScript that wrote answers.json.
"""

import json
import math
import pathlib
import sys

import numpy as np
import pandas as pd
from scipy import stats

ROOT = pathlib.Path(__file__).resolve().parent.parent
GIVEN = [pathlib.Path(argument) for argument in sys.argv[1:]]
RESULTS = GIVEN[0] if GIVEN else ROOT / "data" / "results"
ANSWERS = GIVEN[1] if len(GIVEN) > 1 else ROOT / "studies" / "results" / "answers.json"
MARGIN = math.log(1.02)
TOLERANCE = 1e-8  # answers.json has nine digits
COLUMN = {
    "clean": "rmse",
    "noise .1": "noise.0",
    "noise .3": "noise.1",
    "noise 1": "noise.2",
    "attack .5": "attack.1",
    "noise .3 in the noisy features": "featureNoise.1",
}


class Study:
    """All trainings of a study as one table, and what its header says of data sets and methods."""

    def __init__(self, name):
        header = json.loads((RESULTS / name / "study.json").read_text())
        self.study = header["study"]
        files = sorted((RESULTS / name).glob("*.parquet"))
        table = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
        self.table = table.astype({name: "float64" for name, kind in table.dtypes.items() if kind == "float32"})
        self.data = [entry["name"] for entry in self.study["data"]]
        self.first = {entry["name"] for entry in self.study["data"] if "split" not in entry}
        self.ratio = {}
        for entry in self.study["data"]:
            train, _, test = entry.get("fractions", [0.6, 0.2, 0.2])
            self.ratio[entry["name"]] = test / train
        self.seeds = self.study["seeds"]["evaluation"]
        self.grids = {
            method["label"]: sorted(value for value in method["grid"] if value != "off")
            for method in self.study["methods"]
        }
        specs = {method["label"]: method["spec"] for method in self.study["methods"]}
        self.plain = {label: "MAE" if spec["method"] == "laiMae" else "MSE" for label, spec in specs.items()}
        self.by = {key: group.set_index("seed").loc[self.seeds] for key, group in self.groups()}

    def groups(self):
        keyed = self.table.assign(value=self.table["value"].astype(float).fillna(-1.0))
        for (data, method, value), group in keyed.groupby(["data", "method", "value"]):
            yield (data, method, value), group

    def runs(self, data, method, value):
        """One row a seed; None where the method has no such setting here."""
        if value == "off":
            return self.by[(data, self.plain[method], -1.0)]
        return self.by.get((data, method, -1.0 if value is None else float(value)))

    def settings(self, data, method):
        values = [value for value in self.grids[method] if (data, method, float(value)) in self.by]
        if self.grids[method]:
            return ["off", *values]
        return [None]


def interval(values, share):
    values = np.asarray(values, dtype=float)
    mean = values.mean()
    margin = stats.t.ppf(0.975, len(values) - 1) * math.sqrt(share * values.var(ddof=1))
    return {"mean": mean, "low": mean - margin, "high": mean + margin, "count": len(values)}


def compare(study, differences):
    each = {
        data: interval(values, 1 / len(values) + study.ratio[data])
        for data, values in differences.items()
        if data in study.first
    }
    means = [effect["mean"] for effect in each.values()]
    rest = [effect["mean"] for data, effect in each.items() if not data.startswith("concrete")]
    return {
        "over": interval(means, 1 / len(means)) if len(means) > 1 else None,
        "withoutDevelopment": interval(rest, 1 / len(rest)) if len(rest) > 1 else None,
        "median": float(np.median(means)) if means else None,
        "below": sum(effect["high"] < 0 for effect in each.values()),
        "above": sum(effect["low"] > 0 for effect in each.values()),
        "each": each,
    }


def choose(study, data, method, epoch, kind, column=None):
    """For each seed the row that its validation rows choose, and how often it is plain training."""
    clean = f"{epoch}.validation.rmse"
    judged = column or f"{epoch}.validation.{COLUMN[kind]}"
    limit = 1.02 * study.runs(data, "MSE", None)[clean]
    rows, values = [], []
    for seed in study.seeds:
        best = None
        for value in study.settings(data, method):
            runs = study.runs(data, method, value)
            error = runs.at[seed, judged]
            if pd.isna(error):
                continue
            in_use = column is None and kind != "clean"
            if in_use and value not in ("off", None) and runs.at[seed, clean] > limit[seed]:
                continue
            if best is None or error < best[0]:
                best = (error, value, runs.loc[seed])
        rows.append(best[2])
        values.append(best[1])
    return pd.DataFrame(rows), values


def chosen(study, asked):
    epoch, kind = asked["epoch"], asked["kind"]
    column = f"{epoch}.test.{COLUMN[kind]}"
    differences, off, count = {}, 0, 0
    for data in study.data:
        own, values = choose(study, data, asked["method"], epoch, kind)
        other, _ = choose(study, data, asked["rival"], epoch, kind)
        differences[data] = np.log(own[column].to_numpy(float) / other[column].to_numpy(float))
        off += sum(value in ("off", None) for value in values)
        count += len(values)
    return {"comparison": compare(study, differences), "off": off / count}


def complete(study, data, method, value, epoch):
    runs = study.runs(data, method, value)
    return None if runs is None or runs[f"{epoch}.test.rmse"].isna().any() else runs


def matched(study, asked, columns):
    epoch, clean = asked["epoch"], f"{asked['epoch']}.test.rmse"
    differences = {column: {} for column in columns}
    more, less, dominated, compared = [], [], [], 0
    for data in study.data:
        own = complete(study, data, asked["method"], asked["value"], epoch)
        if own is None:
            continue
        settings = [complete(study, data, asked["rival"], value, epoch) for value in study.settings(data, asked["rival"])]
        settings = [runs for runs in settings if runs is not None]
        target, noisy = own[clean].mean(), f"{epoch}.test.noise.1"
        mixes = []
        for weak, strong in zip(settings, settings[1:]):
            a, b = weak[clean].mean(), strong[clean].mean()
            if a != b and min(a, b) <= target <= max(a, b):
                share = (target - b) / (a - b)
                judged = f"{epoch}.validation.noise.1"
                mixes.append((share * weak[judged].mean() + (1 - share) * strong[judged].mean(), share, weak, strong))
        if mixes:
            _, share, weak, strong = min(mixes, key=lambda mix: mix[0])
            for column in columns:
                name = f"{epoch}.test.{column}"
                mix = share * weak[name] + (1 - share) * strong[name]
                differences[column][data] = np.log((own[name] / mix).to_numpy(float))
        if data not in study.first:
            continue
        if mixes:
            compared += 1
        elif target < min(runs[clean].mean() for runs in settings):
            more.append(data)
        else:
            less.append(data)
        if any(runs[clean].mean() <= target and runs[noisy].mean() <= own[noisy].mean() for runs in settings):
            dominated.append(data)
    found = {"compared": compared, "moreAccurate": more, "lessAccurate": less, "dominated": dominated}
    return found, {column: compare(study, own) for column, own in differences.items()}


def slopes(study, asked):
    column = f"{asked['epoch']}.test.slope.mean"
    reached = {data: study.runs(data, asked["method"], asked["value"])[column].mean() for data in study.data}
    ratios = [slope / asked["asked"] for data, slope in reached.items() if data in study.first]
    return {"median": float(np.median(ratios)), "within": sum(0.75 <= ratio <= 1.25 for ratio in ratios)}


def noisy_training(study, plain, asked):
    epoch = asked["epoch"]
    inputs = study.study["name"].startswith("noisy-inputs")
    column = "noisyValidation.rmse" if inputs and asked["chosenBy"] == "noisy rows" else "validation.rmse"
    test = f"{epoch}.test.rmse"
    differences = {}
    for data in study.data:
        if data.split(", ", 1)[1] != asked["noise"]:
            continue
        own, _ = choose(study, data, asked["method"], epoch, "clean", f"{epoch}.{column}")
        base = next(name for name in plain.data if data == name or data.startswith(name + ","))
        other = plain.runs(base, "MSE", None)
        differences[data] = np.log(own[test].to_numpy(float) / other[test].to_numpy(float))
    return compare(study, differences)


def following(study, data):
    """The slope of ln(slope reached) on ln(slope asked) where sqrt(lambda) is from .1 to 3.3."""
    lambdas = [value for value in study.grids["Lai-MSE"] if 0.1 <= math.sqrt(value) <= 3.3]
    reached = [study.runs(data, "Lai-MSE", value)["last.test.slope.mean"].mean() for value in lambdas]
    return float(np.polyfit(np.log(np.sqrt(lambdas)), np.log(reached), 1)[0])


ABLATIONS = {
    "laiBesidePlain": ("Lai-MSE", "MSE"),
    "penaltyBesidePlain": ("gradient penalty", "MSE"),
    "laiBesidePenalty": ("Lai-MSE", "gradient penalty"),
}


def ablations(check, answers):
    study = Study("ablations")
    asked = {"epoch": "last", "kind": "noise .3"}
    effects = {
        key: chosen(study, {**asked, "method": method, "rival": rival})["comparison"]["each"]
        for key, (method, rival) in ABLATIONS.items()
    }
    for stored in answers:
        data = f"{stored['data']}, {stored['change']}"
        plain = study.runs(data, "MSE", None)
        check.number(f"{data} rmse", stored["rmse"], plain["last.test.rmse"].mean())
        check.number(f"{data} slope", stored["slope"], plain["last.test.slope.mean"].mean())
        check.number(f"{data} follows", stored["follows"], following(study, data))
        for key, each in effects.items():
            for part in ("mean", "low", "high"):
                check.number(f"{data} {key}.{part}", stored[key][part], each[data][part])


def references(check, study, answers):
    table = pd.DataFrame(json.loads((RESULTS / "references.json").read_text())["runs"])
    columns = {"clean": "last.test.rmse", "noise": "last.test.noise.1"}
    for stored in answers:
        own = table[table["reference"] == stored["reference"]]
        for kind, column in columns.items():
            differences = {}
            for data, runs in own.groupby("data", sort=False):
                plain = study.runs(data, "MSE", None)[column].loc[runs["seed"]]
                differences[data] = np.log(runs[kind].to_numpy(float) / plain.to_numpy(float))
            check.comparison(f"{stored['reference']} {kind}", stored[kind], compare(study, differences))
        for means in stored["means"]:
            for kind in columns:
                mean = own[own["data"] == means["data"]][kind].mean()
                check.number(f"{stored['reference']} {means['data']} {kind}", means[kind], mean)


class Check:
    """Counts numbers that agree, and names those that do not."""

    def __init__(self):
        self.numbers = 0
        self.differing = []

    def number(self, where, stored, found):
        self.numbers += 1
        if stored is None or found is None:
            if stored is not found:
                self.differing.append(f"{where}: {stored} is stored, {found} is found")
        elif abs(stored - found) > TOLERANCE * max(1.0, abs(stored)):
            self.differing.append(f"{where}: {stored} is stored, {found} is found")

    def comparison(self, where, stored, found):
        for part in ("over", "withoutDevelopment"):
            if (stored[part] is None) != (found[part] is None):
                self.differing.append(f"{where}.{part}: {stored[part]} is stored, {found[part]} is found")
            elif stored[part] is not None:
                for key in ("mean", "low", "high", "count"):
                    self.number(f"{where}.{part}.{key}", stored[part][key], found[part][key])
        for key in ("median", "below", "above"):
            self.number(f"{where}.{key}", stored[key], found[key])
        for entry in stored["each"]:
            effect = found["each"][entry["data"]]
            for key in ("mean", "low", "high"):
                self.number(f"{where}.{entry['data']}.{key}", entry["effect"][key], effect[key])


def main():
    answers = json.loads(ANSWERS.read_text())
    check = Check()
    study = Study("main")
    main_answers = answers["main"]
    for stored in main_answers["control"]:
        where = f"control {stored['epoch']} {stored['method']} {stored['value']}"
        found = slopes(study, stored)
        check.number(f"{where} median", stored["median"], found["median"])
        check.number(f"{where} within", stored["within"], found["within"])
    for stored in main_answers["chosen"]:
        where = " ".join(stored[key] for key in ("epoch", "kind", "method", "rival"))
        found = chosen(study, stored)
        check.comparison(where, stored["comparison"], found["comparison"])
        check.number(f"{where} off", stored["off"], found["off"])
        if "pValue" in stored:
            means = [effect["mean"] for effect in found["comparison"]["each"].values()]
            check.number(f"{where} p", stored["pValue"], stats.wilcoxon(means, method="exact").pvalue)
    for stored in main_answers["matched"]:
        where = f"{stored['epoch']} {stored['method']} {stored['value']} {stored['rival']}"
        standing, comparisons = matched(study, stored, list(stored["comparisons"]))
        for key, value in standing.items():
            if stored[key] != value:
                check.differing.append(f"{where} {key}: {stored[key]} is stored, {value} is found")
        for column, found in comparisons.items():
            check.comparison(f"{where} {column}", stored["comparisons"][column], found)
    if "noisyInputs" in answers:
        plain = Study("noisy-inputs")
        studies = {"noisy-inputs": plain}
        for stored in answers["noisyInputs"]:
            name = stored["study"]
            studies[name] = studies.get(name) or Study(name)
            own = studies[name]
            covered = all(any(data.startswith(other) for other in plain.data) for data in own.data)
            base = plain if covered else own
            where = " ".join(stored[key] for key in ("study", "epoch", "noise", "method", "chosenBy"))
            check.comparison(where, stored["comparison"], noisy_training(own, base, stored))
    if "noisyLabels" in answers:
        labels = Study("noisy-labels")
        for stored in answers["noisyLabels"]:
            where = " ".join(["labels", *(stored[key] for key in ("epoch", "noise", "method"))])
            check.comparison(where, stored["comparison"], noisy_training(labels, labels, stored))
    if "ablations" in answers:
        ablations(check, answers["ablations"])
    if "references" in answers:
        references(check, study, answers["references"])
    for line in check.differing[:50]:
        print(line)
    print(f"{check.numbers} numbers were computed again; {len(check.differing)} differ.")
    return 1 if check.differing else 0


if __name__ == "__main__":
    sys.exit(main())
