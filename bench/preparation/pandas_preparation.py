"""The same preparation with pandas and scikit-learn; prints seconds and peak memory as JSON."""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GroupShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

start = time.perf_counter()
table = pd.read_csv(sys.argv[1])
middle = time.perf_counter()

# exact duplicates stay together: the same promise as ours, by the fastest way that pandas has (equal 64-bit hashes; grouping
# by all columns, which compares the values, takes ten times as long)
groups = pd.factorize(pd.util.hash_pandas_object(table, index=False))[0]
train, rest = next(GroupShuffleSplit(1, train_size=0.6, random_state=0).split(table, groups=groups))
cut = next(GroupShuffleSplit(1, train_size=0.5, random_state=0).split(rest, groups=groups[rest]))
validation, test = rest[cut[0]], rest[cut[1]]

numbers = [f"n{j}" for j in range(16)]
prepare = ColumnTransformer(
    [
        ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        ("grade", make_pipeline(OrdinalEncoder(categories=[["low", "mid", "high"]]), StandardScaler()), ["grade"]),
        ("words", OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["town", "colour"]),
    ]
)
prepare.fit(table.iloc[train])
scale = StandardScaler().fit(table.iloc[train][["y"]])
for rows in (train, validation, test):
    part = table.iloc[rows]
    x = prepare.transform(part).astype(np.float32)
    y = scale.transform(part[["y"]]).astype(np.float32)
end = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
versions = {"python": sys.version.split()[0], "pandas": pd.__version__, "scikit-learn": sklearn.__version__}
print(json.dumps({"read": middle - start, "prepare": end - middle, "peakMegabytes": peak, "versions": versions}))
