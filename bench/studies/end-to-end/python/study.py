"""The study of bench:studies in another framework, by two processes of one thread each.

    python study.py FOLDER ANSWER MODULE [--together]

FOLDER holds problem.json and the samples; MODULE is jax_study or torch_study, whose Trainer(problem, together) trains one
setting with pairs of a learning rate and a seed, one after another or all at once. Every setting is trained with every learning rate on the tuning seeds;
the rate with the lowest mean validation RMSE after the last epoch is taken for the evaluation seeds.
"""

import itertools
import json
import multiprocessing
import pathlib
import statistics
import sys

trainer = None


def start(folder, module, together):
    """In each process: imports the framework."""
    global trainer
    problem = json.loads((folder / "problem.json").read_text())
    trainer = __import__(module).Trainer(problem, together)
    trainer.folder = folder


def work(task):
    data, setting, lanes = task
    return trainer.run(setting, lanes, [read_samples(data, seed) for _, seed in lanes])


def versions_of(_):
    # a version may be of a type of the framework's own, which this program does not import
    return {name: str(version) for name, version in trainer.versions.items()}


def read_samples(data, seed):
    """Training, validation and test rows, float32, the target last."""
    import numpy

    parts = ("train", "validation", "test")
    files = [trainer.folder / f"{data['name']}-{seed}-{part}.f32" for part in parts]
    return [numpy.fromfile(file, "<f4").reshape(-1, data["columns"]) for file in files]


def mean(runs, measure):
    return statistics.fmean(run[measure] for run in runs)


def best_rate(lanes, runs):
    """The learning rate with the lowest mean validation RMSE."""
    errors = {}
    for (rate, _), run in zip(lanes, runs):
        errors.setdefault(rate, []).append(run["validation"])
    return min(errors, key=lambda rate: statistics.fmean(errors[rate]))


def main():
    folder, answer, module = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    problem = json.loads((folder / "problem.json").read_text())
    processes, seeds = problem["processes"], problem["seeds"]
    initial = (folder, module, "--together" in sys.argv)
    with multiprocessing.get_context("spawn").Pool(processes, start, initial) as pool:
        pairs = list(itertools.product(problem["data"], problem["settings"]))
        lanes = list(itertools.product(problem["learningRates"], seeds["tuning"]))
        tuned = pool.map(work, [(data, setting, lanes) for data, setting in pairs], chunksize=1)
        rates = [best_rate(lanes, runs) for runs in tuned]
        # as many parts as processes, so that all of them are at work to the end
        parts = [seeds["evaluation"][part::processes] for part in range(processes)]
        tasks = [
            (data, setting, [(rate, seed) for seed in part])
            for (data, setting), rate in zip(pairs, rates)
            for part in parts
        ]
        results = pool.map(work, tasks, chunksize=1)
        versions = pool.map(versions_of, [None])[0]
    cells = []
    for i, ((data, setting), rate) in enumerate(zip(pairs, rates)):
        runs = list(itertools.chain(*results[i * processes : (i + 1) * processes]))
        cell = {"data": data["name"], "setting": setting["setting"], "learningRate": rate}
        cells.append({**cell, "rmse": mean(runs, "rmse"), "slope": mean(runs, "slope")})
    answer.write_text(json.dumps({"versions": {"python": sys.version.split()[0], **versions}, "cells": cells}))


if __name__ == "__main__":
    main()
