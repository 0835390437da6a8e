/**
 * No contender but the measure of all: the machine's rate of 128-bit multiply-adds, in WebAssembly, on one core.
 *
 * node peak-worker.js MODULE
 */
import { readFileSync } from "node:fs";
import { type Loaded, serve } from "../worker";
import { PEAK_LOOPS } from "./module";

declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (limits: { initial: number }) => object;
};

function load(): Loaded {
  if (!process.argv[2]) throw new Error("there is no zig to compile it: run bash bench/setup.sh");
  const bytes = readFileSync(process.argv[2]);
  if (!WebAssembly.validate(bytes)) throw new Error(`Node.js ${process.versions.node} has no relaxed SIMD`);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { multiplyAdds } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as {
    multiplyAdds(loops: number): number;
  };
  let sum = 0;
  return {
    versions: {},
    prepare: () => ({
      reset: () => {},
      run: (steps) => {
        for (let step = 0; step < steps; step++) sum = multiplyAdds(PEAK_LOOPS);
      },
      loss: () => sum,
      dispose: () => {},
    }),
  };
}

void serve(load);
