/**
 * Builds the WebAssembly kernel from assembly/ and writes its two modules as base64 into modules.ts, so that neither an
 * install nor `npm run build` needs the compiler. Run by `npm run kernel:build`; `--out FILE` writes elsewhere.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const folder = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string", default: join(folder, "modules.ts") } } });
const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin", "asc.js");

const variants = [
  { constant: "SIMD_MODULE", features: ["simd", "threads"] },
  { constant: "RELAXED_SIMD_MODULE", features: ["simd", "threads", "relaxed-simd"] },
];

/** The memory is imported and shared, so that the threads of one training work on one memory. */
function compile(features, file) {
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort="];
  const memory = ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
  const enabled = features.flatMap((feature) => ["--enable", feature]);
  const entry = join(folder, "assembly", "index.ts");
  const argv = [compiler, entry, "--outFile", file, "--noColors", ...flags, ...memory, ...enabled];
  const run = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`asc failed:\n${run.stdout}${run.stderr}`);
  return readFileSync(file);
}

const scratch = mkdtempSync(join(tmpdir(), "lai-kernel-"));
try {
  const constants = variants.map(({ constant, features }) => {
    const bytes = compile(features, join(scratch, `${constant}.wasm`));
    return `export const ${constant}: string =\n  "${bytes.toString("base64")}";\n`;
  });
  const head = "/** The WebAssembly kernel, built from assembly/ by `npm run kernel:build`. Not to be edited. */\n";
  writeFileSync(values.out, head + constants.join("\n"));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
