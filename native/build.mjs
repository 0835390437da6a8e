/**
 * Builds the native kernel: node native/build.mjs [--out FILE] [--target TARGET] [--sanitize]. Without a target by `cc` (or $CC)
 * for this machine, into native/build/PLATFORM-ARCH/lai-native.node, where the package looks for it; a build of the same sources by
 * the same compiler is left alone. A target is one of TARGETS and wants $CC to be `zig cc`, or `python -m ziglang cc`.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);

/** Platforms that have a package, and what a clang calls them. */
export const TARGETS = {
  "linux-x64": "x86_64-linux-gnu.2.17",
  "linux-arm64": "aarch64-linux-gnu.2.17",
  "darwin-x64": "x86_64-macos.11.0",
  "darwin-arm64": "aarch64-macos.11.0",
};

/**
 * One compilation of phases.c for each, under this name, for one of the levels of x86-64: addon.c takes the best that the
 * processor runs. In zig's names the hyphens are underscores; gcc before 11 has no names for them, and zig takes no -mavx512f.
 */
const LEVELS = {
  x64: {
    avx512: { zig: "x86_64_v4", cc: ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mavx2", "-mfma"] },
    avx2: { zig: "x86_64_v3", cc: ["-mavx2", "-mfma"] },
    sse42: { zig: "x86_64_v2", cc: ["-msse4.2"] },
  },
  arm64: { neon: { cc: [] } },
};

const SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g"];

/**
 * Compiles and links.
 * @param target one of TARGETS; undefined for this machine
 * @returns the file, and whether it was made now
 */
export async function buildNative({ out, target, sanitize = false, compiler = process.env.CC ?? "cc" } = {}) {
  const name = target ?? `${process.platform}-${process.arch}`;
  const [platform, arch] = name.split("-");
  const levels = LEVELS[arch];
  if (!levels) throw new Error(`there is no native kernel for ${name}`);
  const file = out ?? join(folder, "build", name, "lai-native.node");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const headers = join(dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json")), "include");
  const [program, ...words] = compiler.split(" ");
  const flags = [
    ...(target ? ["-target", TARGETS[target]] : []),
    ...[
      "-std=gnu11",
      "-O3",
      "-fPIC",
      "-fvisibility=hidden",
      "-fno-math-errno",
      "-ffp-contract=fast",
      "-Wall",
      "-Wextra",
    ],
    ...["-DNAPI_VERSION=8", `-DLAI_VERSION="${version}"`, "-I", headers, ...(sanitize ? SANITIZE : [])],
  ];
  const sources = readdirSync(folder)
    .filter((entry) => /\.(c|h|mjs)$/.test(entry))
    .sort();
  const hash = createHash("sha256");
  for (const source of sources) hash.update(readFileSync(join(folder, source)));
  const identity = await run(program, [...words, "--version"]);
  const isZig = /zig/.test(identity);
  const stamp = hash.update(JSON.stringify([identity, flags])).digest("hex");
  const stampFile = `${file}.stamp`;
  if (existsSync(file) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp)
    return { file, made: false };
  mkdirSync(dirname(file), { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "lai-native-"));
  try {
    const compile = async (source, object, ...more) => {
      const path = join(scratch, object);
      await run(program, [...words, ...flags, ...more, "-c", join(folder, source), "-o", path]);
      return path;
    };
    const objects = await Promise.all([
      ...Object.entries(levels).map(([level, { zig, cc }]) => {
        const processor = isZig && zig ? [`-march=${zig}`] : cc;
        return compile("phases.c", `${level}.o`, `-DLEVEL=${level}`, ...processor);
      }),
      compile("addon.c", "addon.o"),
    ]);
    // what is not found at linking is Node.js's, which the file is loaded into
    const link = platform === "darwin" ? ["-dynamiclib", "-undefined", "dynamic_lookup"] : ["-shared"];
    if (target) link.push("-s"); // no names for a debugger
    const fresh = `${file}.${process.pid}.tmp`;
    await run(program, [...words, ...flags.filter((flag) => flag !== "-O3"), ...link, ...objects, "-o", fresh]);
    renameSync(fresh, file); // a process that has loaded the old one keeps it
    writeFileSync(stampFile, stamp);
  } catch (error) {
    rmSync(file, { force: true }); // of other sources: not to be taken for theirs
    throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return { file, made: true };
}

/** Runs a program; what it printed. Its warnings go on to stderr, and an error has what it said there. */
export async function run(program, argv) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, argv);
    process.stderr.write(stderr);
    return stdout;
  } catch (error) {
    throw new Error(error.code === "ENOENT" ? `${program} is not there` : `${program} failed: ${error.stderr}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { out: { type: "string" }, target: { type: "string" }, sanitize: { type: "boolean" } },
  });
  if (values.target !== undefined && !(values.target in TARGETS)) {
    throw new Error(`--target is ${values.target}: give one of ${Object.keys(TARGETS).join(", ")}`);
  }
  try {
    const { file, made } = await buildNative(values);
    console.log(`${file}: ${made ? "built" : "up to date"}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
