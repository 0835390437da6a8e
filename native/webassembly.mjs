/**
 * Builds the WebAssembly kernel from webassembly.c and writes its modules as base64 into src/engine/dense/kernel, so that
 * neither an install nor `npm run build` needs a compiler: two with a shared memory into modules.ts, and the same two with a
 * memory of one thread, which a page without isolation headers may have, into modules.browser.ts. Run by `npm run kernel:build`:
 *
 * node native/webassembly.mjs [--zig COMMAND] [--out FOLDER]
 *
 * COMMAND is the zig of PyPI's ziglang, "python3 -m ziglang" unless told otherwise: of the version in requirements.txt, as
 * another compiler makes other bytes.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { run } from "./build.mjs";

const folder = dirname(fileURLToPath(import.meta.url));
const REQUIREMENTS = join(folder, "requirements.txt");
const VARIANTS = [
  { constant: "SIMD_MODULE", features: ["simd128"] },
  { constant: "RELAXED_SIMD_MODULE", features: ["simd128", "relaxed_simd"] },
];
const FILES = [
  { name: "modules.ts", shared: true },
  { name: "modules.browser.ts", shared: false },
];

/**
 * Compiles a C file to a WebAssembly module on a memory that it is given.
 *
 * @param features of WebAssembly beside those of 2021, by the compiler's names
 * @param shared whether the memory is shared between threads
 * @param zig the words of the command
 */
export async function compileModule(source, { features, shared = false, zig: [program, ...words] }) {
  const scratch = mkdtempSync(join(tmpdir(), "lai-kernel-"));
  const [object, module] = [join(scratch, "kernel.o"), join(scratch, "kernel.wasm")];
  try {
    const processor = ["bulk_memory", "sign_ext", ...features, ...(shared ? ["atomics"] : [])].map(
      (name) => `+${name}`,
    );
    const compiler = ["-target", "wasm32-freestanding", `-mcpu=mvp${processor.join("")}`, "-std=gnu11", "-O3", "-g0"];
    // products are fused with sums inside of an expression, where there is an instruction for it
    const numbers = ["-fno-math-errno", "-ffp-contract=on", "-Wall", "-Wextra"];
    // a table for a switch would be data
    const tables = ["-fno-jump-tables"];
    await run(program, [...words, "cc", ...compiler, ...numbers, ...tables, "-c", source, "-o", object]);
    // several threads may share the memory, so that a stack or data of the module's own would be in their way
    const compiled = readFileSync(object);
    const own = ["__stack_pointer", ".rodata", ".data", ".bss"].find((name) => compiled.includes(name));
    if (own !== undefined) throw new Error(`${source} needs ${own}: the kernel has no memory of its own`);
    const memory = [
      "--import-memory",
      `--initial-memory=${2 ** 16}`,
      ...(shared ? ["--shared-memory", `--max-memory=${2 ** 32}`] : []),
    ];
    const link = ["--no-entry", "--strip-all", "-z", "stack-size=0", ...memory];
    await run(program, [...words, "wasm-ld", ...link, object, "-o", module]);
    return readFileSync(module);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function buildKernel({ zig, out }) {
  const [program, ...words] = zig;
  const version = (await run(program, [...words, "version"])).trim();
  const [, wanted] = /^ziglang==(.+)$/m.exec(readFileSync(REQUIREMENTS, "utf8"));
  if (version !== wanted) throw new Error(`${zig.join(" ")} is ${version}: the kernel is built by ${wanted}`);
  mkdirSync(out, { recursive: true });
  for (const { name, shared } of FILES) {
    const constants = [];
    for (const { constant, features } of VARIANTS) {
      const bytes = await compileModule(join(folder, "webassembly.c"), { features, shared, zig });
      constants.push(`export const ${constant}: string =\n  "${bytes.toString("base64")}";\n`);
    }
    const head = "/** The WebAssembly kernel, built from native/ by `npm run kernel:build`. Not to be edited. */\n";
    const memory = `/** Whether its memory is shared between threads. */\nexport const SHARED: boolean = ${shared};\n`;
    writeFileSync(join(out, name), [head + constants[0], constants[1], memory].join("\n"));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      zig: { type: "string", default: "python3 -m ziglang" },
      out: { type: "string", default: join(dirname(folder), "src", "engine", "dense", "kernel") },
    },
  });
  try {
    await buildKernel({ ...values, zig: values.zig.split(" ") });
  } catch (error) {
    console.error(`${error.message}\nIts compiler comes with: pip install -r native/requirements.txt`);
    process.exitCode = 1;
  }
}
