import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Random } from "../../src/base/random";
import { denseModel } from "../../src/model/dense-model";

/** Initial weights and data that all contenders start from. */
export interface Problem {
  layers: number[];
  rows: number;
  /** kernel [inputs, units] and bias [units] of each layer */
  weights: Float32Array[];
  /** shape [rows, inputs] */
  x: Float32Array;
  /** shape [rows] */
  y: Float32Array;
}

/** The JSON beside the numbers; offsets count float32 numbers. */
interface Description {
  file: string;
  layers: number[];
  rows: number;
  arrays: { name: string; shape: number[]; offset: number }[];
}

/** Glorot weights of a tanh network, normal inputs and a bent target with noise, all from the seed. */
export function makeProblem(layers: readonly number[], rows: number, seed: number): Problem {
  const inputs = layers[0];
  const model = denseModel({ inputs, hidden: layers.slice(1, -1), activation: "tanh", seed });
  const weights = model.getWeights().map((weight) => weight.dataSync().slice() as Float32Array);
  model.dispose();
  const random = new Random(seed, "bench");
  const x = Float32Array.from({ length: rows * inputs }, () => random.normal());
  const y = Float32Array.from({ length: rows }, (_, i) => {
    const row = x.subarray(i * inputs, (i + 1) * inputs);
    return 0.8 * Math.tanh(1.5 * row[0]) + 0.5 * Math.sin(row[1] + row[2]) + 0.3 * random.normal();
  });
  return { layers: [...layers], rows, weights, x, y };
}

/** Writes a problem as NAME.json and NAME.bin (float32, little endian) for programs of any language; returns the JSON's path. */
export function writeProblem(folder: string, name: string, problem: Problem): string {
  const { layers, rows, weights, x, y } = problem;
  const arrays = [...weights, x, y];
  const bytes = Buffer.alloc(4 * arrays.reduce((total, array) => total + array.length, 0));
  const description: Description = { file: `${name}.bin`, layers, rows, arrays: [] };
  let offset = 0;
  const add = (arrayName: string, shape: number[], values: Float32Array): void => {
    description.arrays.push({ name: arrayName, shape, offset });
    for (const value of values) bytes.writeFloatLE(value, 4 * offset++);
  };
  for (let l = 0; l < layers.length - 1; l++) {
    add(`kernel${l}`, [layers[l], layers[l + 1]], weights[2 * l]);
    add(`bias${l}`, [layers[l + 1]], weights[2 * l + 1]);
  }
  add("x", [rows, layers[0]], x);
  add("y", [rows], y);
  writeFileSync(join(folder, description.file), bytes);
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(description));
  return path;
}

export function readProblem(path: string): Problem {
  const { file, layers, rows, arrays }: Description = JSON.parse(readFileSync(path, "utf8"));
  const bytes = readFileSync(join(dirname(path), file));
  const read = arrays.map(({ shape, offset }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return Float32Array.from({ length }, (_, i) => bytes.readFloatLE(4 * (offset + i)));
  });
  const [x, y] = read.slice(-2);
  return { layers, rows, weights: read.slice(0, -2), x, y };
}
