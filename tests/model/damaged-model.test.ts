import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { denseModel } from "../../src/model/dense-model";
import { loadModel, saveModel } from "../../src/model/storage";
import { OLD_MODEL, weightsOf } from "./saved-models";

const root = mkdtempSync(join(tmpdir(), "lai-damaged-"));
after(() => rmSync(root, { recursive: true }));
const whole = join(root, "whole");
const folder = join(root, "damaged");
const modelFile = join(folder, "model.json");
let weightsFile = "";

before(async () => {
  await saveModel(denseModel({ inputs: 2, hidden: [3], seed: 1 }), whole, { preprocessing: { a: 1 } });
  weightsFile = readdirSync(whole).find((name) => name.startsWith("weights"))!;
});

/** A damage, and how loading then ends: every message names the folder, the file or the part, and a remedy. */
type Damage = [damage: () => void, message: RegExp];

const text = (content: string) => () => writeFileSync(modelFile, content);
/** Puts a value at a place of model.json; undefined takes the place out. */
const put = (place: string, value?: unknown) => () => {
  const content = JSON.parse(readFileSync(modelFile, "utf8"));
  const keys = place.split(".");
  const last = keys.pop() as string;
  const within = keys.reduce((inner, key) => inner[key], content);
  within[last] = value;
  writeFileSync(modelFile, JSON.stringify(content));
};
const WEIGHTS = "weightsManifest.0.weights";
const FIRST = "modelTopology.config.layers.0";
const paths = (...names: string[]) => put("weightsManifest.0.paths", names);
/** A weights file whose name promises nothing, so that what is in it is looked at. */
const bytes = (change: (values: Float32Array) => Float32Array) => () => {
  const values = new Float32Array(new Uint8Array(readFileSync(join(folder, weightsFile))).buffer);
  writeFileSync(join(folder, "weights.bin"), change(values));
  paths("weights.bin")();
};

const KERAS_3_LAYER = {
  module: "keras.layers",
  class_name: "InputLayer",
  config: { batch_shape: [null, 2], dtype: "float32", name: "input" },
  registered_name: null,
};
const keras3 = (version: string): object => ({
  keras_version: version,
  backend: "tensorflow",
  model_config: { class_name: "Functional", config: { name: "functional", layers: [KERAS_3_LAYER] } },
});

const DAMAGES: Record<string, Damage> = {
  "model.json cut short": [() => truncateSync(modelFile, 100), /model\.json is not JSON .*; save the model again\.$/],
  "model.json empty": [text(""), /model\.json is not JSON/],
  "model.json is null": [text("null"), /model\.json is damaged or no model \(.*give an object.*\); save/],
  "model.json is a list": [text("[]"), /model\.json is damaged or no model/],
  "model.json is a text": [text('"model"'), /model\.json is damaged or no model/],
  "model.json without anything": [text("{}"), /model\.json is damaged or no model \(model\.json\.modelTopology is /],
  "no layers": [put("modelTopology"), /damaged or no model \(model\.json\.modelTopology is /],
  "layers of no kind": [put("modelTopology", {}), /TensorFlow\.js cannot build the model \(/],
  "layers that are a list": [put("modelTopology", []), /modelTopology is /],
  "no weights in model.json": [put("weightsManifest"), /weightsManifest is /],
  "weights in model.json are null": [put("weightsManifest", [null]), /weightsManifest\[0\] is /],
  "weights without paths": [put("weightsManifest.0.paths"), /weightsManifest\[0\]\.paths is /],
  "a negative shape": [put(`${WEIGHTS}.0.shape`, [-2, 3]), /weightsManifest\[0\]\.weights\[0\]\.shape\[0\] is /],
  "a type of no number": [put(`${WEIGHTS}.0.dtype`, "string"), /weightsManifest\[0\]\.weights\[0\]\.dtype is /],
  "preprocessing that is a text": [put("preprocessing", "x"), /no model \(model\.json\.preprocessing is /],
  "a layer of unknown class": [
    put(`${FIRST}.class_name`, "Wavelet"),
    /knows no layer of the class Wavelet; register that class by tf\.serialization\.registerClass first/,
  ],
  "an unknown activation": [put(`${FIRST}.config.activation`, "wave"), /cannot build the model \(.*wave/],
  "no input shape": [put(`${FIRST}.config.batch_input_shape`), /cannot build the model \(.*inputShape/],
  "more units than weights": [put(`${FIRST}.config.units`, 5), /cannot build the model \(Shape mismatch/],
  "a shape turned round": [put(`${WEIGHTS}.0.shape`, [3, 2]), /cannot build the model \(Shape mismatch/],
  "a weight too few": [
    () => {
      bytes((values) => values.subarray(0, -1))();
      put(`${WEIGHTS}.3`)();
      writeFileSync(modelFile, readFileSync(modelFile, "utf8").replace(",null]", "]"));
    },
    /cannot build the model \(.*not set/,
  ],
  "a weight too many": [
    () => {
      bytes((values) => Float32Array.of(...values, 1))();
      put(`${WEIGHTS}.4`, { name: "more", shape: [1], dtype: "float32" })();
    },
    /cannot build the model \(.*no target variable: more/,
  ],
  "a weight that is NaN": [
    bytes((values) => values.map((value, i) => (i === 7 ? Number.NaN : value))),
    /the weights dense_\w+\/bias are not finite; train again/,
  ],
  "a weight that is infinite": [
    bytes((values) => values.map((value, i) => (i === 0 ? Number.POSITIVE_INFINITY : value))),
    /the weights dense_\w+\/kernel are not finite/,
  ],
  "weights cut short": [
    () => truncateSync(join(folder, weightsFile), 8),
    /its weights have 8 bytes, model\.json says 52; save the model again/,
  ],
  "weights too long": [
    bytes((values) => Float32Array.of(...values, 1)),
    /its weights have 56 bytes, model\.json says 52/,
  ],
  "weights missing": [() => rmSync(join(folder, weightsFile)), /weights-\w+\.bin is missing; save the model again/],
  "weights that are a folder": [
    () => {
      mkdirSync(join(folder, "inner"));
      paths("inner")();
    },
    /its weights file inner cannot be read \(/,
  ],
  "a flipped bit": [
    () => {
      const content = readFileSync(join(folder, weightsFile));
      content[11] ^= 1;
      writeFileSync(join(folder, weightsFile), content);
    },
    /its weights file weights-\w+\.bin is damaged: the SHA-256 .*; save the model again/,
  ],
  "weights above the folder": [
    paths("../whole/weights.bin"),
    /names the weights file "\.\.\/whole\/weights\.bin", which is not in the folder/,
  ],
  "weights above the folder, on Windows": [paths("a\\..\\..\\weights.bin"), /not in the folder; put all of/],
  "weights of an absolute path": [paths(resolve(root, "whole", "weights.bin")), /not in the folder/],
  "weights at an address": [paths("https://localhost/weights.bin"), /not in the folder/],
  "weights at a file address": [paths("file:///etc/passwd"), /not in the folder/],
  "weights behind a link": [
    () => {
      symlinkSync(join(whole, weightsFile), join(folder, "linked.bin"));
      paths("linked.bin")();
    },
    /the weights file "linked\.bin", which is not in the folder/,
  ],
  "weights in a folder behind a link": [
    () => {
      symlinkSync(whole, join(folder, "linked"));
      paths(`linked/${weightsFile}`)();
    },
    /not in the folder/,
  ],
  "Keras 3": [put("modelTopology", keras3("3.4.1")), /model\.json is of Keras 3.*; make the model with Keras 2/],
  "Keras 3 that does not say so": [put("modelTopology", keras3("")), /is of Keras 3/],
  "the config of a .keras file": [text(JSON.stringify({ ...keras3("3.4.1"), ...KERAS_3_LAYER })), /is of Keras 3/],
  "a graph model": [put("format", "graph-model"), /is a graph model.*tfjs_layers_model/],
};

for (const [name, [damage, message]] of Object.entries(DAMAGES)) {
  test(`refused with file and remedy: ${name}`, async () => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(whole, folder, { recursive: true });
    damage();
    await assert.rejects(loadModel(folder), ({ name: kind, message: said }: Error) => {
      assert.equal(kind, "ArgumentError");
      assert.ok(said.startsWith('folder is "') && /; [^;]+\.$/.test(said), said);
      assert.match(said, message);
      return true;
    });
  });
}

test("the model that is damaged here loads as long as it is whole, also in more files and with a link inside", async () => {
  rmSync(folder, { recursive: true, force: true });
  cpSync(whole, folder, { recursive: true });
  const content = readFileSync(join(folder, weightsFile));
  mkdirSync(join(folder, "parts"));
  writeFileSync(join(folder, "parts", "1.bin"), content.subarray(0, 20));
  writeFileSync(join(folder, "2.bin"), content.subarray(20));
  symlinkSync("2.bin", join(folder, "link.bin"));
  paths("parts/1.bin", "link.bin")();
  symlinkSync(folder, join(root, "link to the folder"));
  const expected = weightsOf((await loadModel(whole)).model);
  assert.deepEqual(weightsOf((await loadModel(folder)).model), expected);
  assert.deepEqual(weightsOf((await loadModel(join(root, "link to the folder"))).model), expected);
});

test("what is no folder of a model is refused", async () => {
  writeFileSync(join(root, "model.keras"), "PK");
  writeFileSync(join(root, "notes.txt"), "notes");
  for (const [path, message] of [
    [root, /there is no model\.json in it; give the folder that saveModel wrote/],
    [join(root, "nowhere"), /there is no model\.json in it/],
    [join(root, "nowhere", "model.json"), /there is no model\.json in it/],
    [join(root, "notes.txt", "model.json"), /give the folder that saveModel wrote/],
    [join(root, "model.keras"), /model\.keras is a file of Keras itself; make the model with Keras 2/],
    [join(root, "notes.txt"), /notes\.txt is not JSON/],
    ["https://localhost/model.json", /give the path of a folder on this machine/],
    [`${root}\0`, /give the folder that saveModel wrote/],
    [undefined, /^folder is undefined/],
  ] as [string, RegExp][]) {
    await assert.rejects(loadModel(path), { name: "ArgumentError", message });
  }
});

test("the preprocessing of version 0.1 is refused where it is damaged", async () => {
  for (const content of ["{", "null", "[]", "1"]) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(OLD_MODEL, folder, { recursive: true });
    writeFileSync(join(folder, "preprocessing.json"), content);
    await assert.rejects(loadModel(folder), /preprocessing\.json is (not JSON|damaged).*; save the model again/);
  }
});
