/** Imported first by tests of both kernel variants: Node 20 runs relaxed SIMD behind a flag, later versions without. */
import { setFlagsFromString } from "node:v8";

if (Number(process.versions.node.split(".")[0]) < 21) setFlagsFromString("--experimental-wasm-relaxed-simd");
