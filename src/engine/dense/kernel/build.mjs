/**
 * Builds the WebAssembly kernel from assembly/ and writes its modules as base64, so that neither an install nor
 * `npm run build` needs the compiler: two with a shared memory into modules.ts, and the same two with a memory of one thread,
 * which a page without isolation headers may have, into modules.browser.ts. Run by `npm run kernel:build`; `--out FOLDER`
 * writes elsewhere.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const folder = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string", default: folder } } });
const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin", "asc.js");

const variants = [
  { constant: "SIMD_MODULE", features: ["simd"] },
  { constant: "RELAXED_SIMD_MODULE", features: ["simd", "relaxed-simd"] },
];
const files = [
  { name: "modules.ts", shared: true },
  { name: "modules.browser.ts", shared: false },
];

/** The memory is imported, so that the threads of one training work on one memory where it is shared. */
function compile(variant, shared, file) {
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort="];
  const limits = shared ? ["--sharedMemory", "--maximumMemory", "65536"] : [];
  const memory = ["--importMemory", "--initialMemory", "1", ...limits];
  const features = shared ? [...variant, "threads"] : variant;
  const enabled = features.flatMap((feature) => ["--enable", feature]);
  const entry = join(folder, "assembly", "index.ts");
  const argv = [compiler, entry, "--outFile", file, "--noColors", ...flags, ...memory, ...enabled];
  const run = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`asc failed:\n${run.stdout}${run.stderr}`);
  return readFileSync(file);
}

const scratch = mkdtempSync(join(tmpdir(), "lai-kernel-"));
try {
  for (const { name, shared } of files) {
    const constants = variants.map(({ constant, features }) => {
      const bytes = compile(features, shared, join(scratch, `${constant}.wasm`));
      return `export const ${constant}: string =\n  "${bytes.toString("base64")}";\n`;
    });
    const head = "/** The WebAssembly kernel, built from assembly/ by `npm run kernel:build`. Not to be edited. */\n";
    const memory = `/** Whether its memory is shared between threads. */\nexport const SHARED: boolean = ${shared};\n`;
    writeFileSync(join(values.out, name), [head + constants[0], constants[1], memory].join("\n"));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
