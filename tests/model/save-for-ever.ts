import fs from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { saveModel } from "../../src/model/storage";
import { modelOf } from "./saved-models";

/*
 * Saves one model after another into a folder, from a seed on, until it is killed; the preprocessing holds the seed. It
 * begins when it is written to, and writes a dot before each of its file operations.
 */
const [folder, first] = process.argv.slice(2);

for (const name of ["mkdirSync", "openSync", "writeFileSync", "fsyncSync", "renameSync", "rmSync"] as const) {
  const original = fs[name] as (...args: unknown[]) => unknown;
  (fs as Record<string, unknown>)[name] = (...args: unknown[]) => {
    fs.writeSync(1, ".");
    return original(...args);
  };
}

async function main(): Promise<void> {
  for (let seed = Number(first); ; seed++) {
    const model = modelOf(seed);
    await saveModel(model, folder, { preprocessing: { seed } });
    model.dispose();
  }
}

tf.env().set("IS_TEST", true); // or it greets on stderr
fs.readSync(0, Buffer.alloc(1));
void main();
