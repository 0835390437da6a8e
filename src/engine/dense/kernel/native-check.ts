/**
 * Whether the file of the native kernel may be used: it must load and compute what the WebAssembly kernel does, which a child
 * process tries once a build, as a file that is no good may end the process that loads it. What came of it is kept.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder, writeFileAtomic } from "../../../base/files";

/** What the child process wrote, by what the result depends on besides the file: Node.js and the processor. */
interface Kept {
  file: string;
  /** null where it passed, else why not */
  results: Record<string, string | null>;
}

const TRIAL_MILLISECONDS = 60_000;

/** SHA-256 of a file of the native kernel: what names it in records. */
export function nativeHash(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/**
 * @throws Error with the reason where the file may not be used
 */
export function checkNativeFile(file: string): void {
  if (!existsSync(file)) throw new Error("there is no such file");
  const hash = nativeHash(file);
  const place = `${process.version} ${process.platform} ${process.arch} ${cpus()[0]?.model ?? ""}`;
  // beside the file, or where that cannot be
  const places = [`${file}.checked.json`, join(cacheFolder(), `native-${hash.slice(0, 16)}.checked.json`)];
  let reason = places.map((path) => readKept(path, hash)[place]).find((found) => found !== undefined);
  if (reason === undefined) {
    reason = tryInChild(file);
    keep(places, hash, place, reason);
  }
  if (reason !== null) throw new Error(reason);
}

function readKept(path: string, hash: string): Kept["results"] {
  try {
    const kept: Kept = JSON.parse(readFileSync(path, "utf8"));
    return kept.file === hash ? kept.results : {};
  } catch {
    return {}; // none yet, or not whole: it is found out again
  }
}

/** Keeps a result in the first place that can be written; where none can, the next process finds out again. */
function keep(places: readonly string[], hash: string, place: string, reason: string | null): void {
  for (const path of places) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      const kept: Kept = { file: hash, results: { ...readKept(path, hash), [place]: reason } };
      writeFileAtomic(path, JSON.stringify(kept, null, 2));
      return;
    } catch {
      // a folder that is read only: the next one
    }
  }
}

/** Null where the file passed in a process of its own, else why not. */
function tryInChild(file: string): string | null {
  const env = { ...process.env, LAI_KERNEL: "wasm", NODE_OPTIONS: "", ELECTRON_RUN_AS_NODE: "1" };
  const script = join(__dirname, "native-trial.js");
  const options = { env, encoding: "utf8", timeout: TRIAL_MILLISECONDS } as const;
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, [script, file], options);
  if (status === 0 && stdout.trim() === "passed") return null;
  if (error) return `its trial could not be run: ${error.message}`;
  if (signal) return `its trial ended by ${signal}`;
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /^\w*Error: /.test(line)) ?? `its trial ended with exit code ${status}`;
}
