import fs from "node:fs";
import { dirname } from "node:path";
import { mock } from "node:test";

/**
 * What becomes of a process at one of its file operations: an error, after which it goes on, the disk full for a moment or
 * from then on; or its end, in which a write is done by half. At the end of the machine what was not flushed can be lost:
 * all new names, all but the last of them, or the content of files; removals are not.
 */
export const FAILURES = [
  ...(["full once", "full from here", "killed"] as const),
  ...(["names lost", "earlier names lost", "contents lost"] as const),
];
export type Failure = (typeof FAILURES)[number];

const OPERATIONS = ["mkdirSync", "openSync", "writeFileSync", "fsyncSync", "renameSync", "rmSync"] as const;
/** those that need room */
const GROWING: readonly string[] = ["mkdirSync", "writeFileSync", "renameSync"];

interface Renaming {
  from: string;
  to: string;
  /** what stood under the new name before */
  before: Buffer | null;
}

/**
 * Runs something on files that fail at the operation of a number, from 0; without a failure it only counts.
 *
 * @returns how many operations there were, and the error that came
 */
export async function onFailingFiles(
  run: () => unknown,
  failure?: Failure,
  at = Number.POSITIVE_INFINITY,
): Promise<{ operations: number; error: unknown }> {
  const original = { ...fs };
  const opened = new Map<number, string>();
  const renamings: Renaming[] = [];
  const unwritten = new Set<string>();
  let operations = 0;

  const note: Record<string, (args: unknown[], result: unknown) => void> = {
    openSync: ([path], file) => opened.set(file as number, String(path)),
    writeFileSync: ([path]) => unwritten.add(String(path)),
    fsyncSync: ([file]) => {
      const path = opened.get(file as number)!;
      unwritten.delete(path);
      renamings.splice(0, renamings.length, ...renamings.filter(({ to }) => dirname(to) !== path));
    },
    renameSync: ([from, to]) => {
      if (unwritten.delete(String(from))) unwritten.add(String(to));
    },
  };
  const mocks = OPERATIONS.map((name) =>
    mock.method(fs, name, (...args: unknown[]) => {
      const number = operations++;
      const isDead = failure !== undefined && !failure.startsWith("full") && number > at;
      const isFull = failure === "full from here" && number > at && GROWING.includes(name);
      if (number === at || isDead || isFull) {
        const half = !isDead && name === "writeFileSync" ? Buffer.from(args[1] as string) : null;
        if (half) original.writeFileSync(args[0] as string, half.subarray(0, half.length / 2));
        if (!failure?.startsWith("full")) throw new Error("the process has ended");
        throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: "ENOSPC" });
      }
      if (name === "renameSync") {
        const [from, to] = args as string[];
        const before = original.existsSync(to) ? original.readFileSync(to) : null;
        renamings.push({ from, to, before });
      }
      // what is lost is lost here, so that no disk has to be waited for
      const result = name === "fsyncSync" ? undefined : (original[name] as (...args: unknown[]) => unknown)(...args);
      note[name]?.(args, result);
      return result;
    }),
  );
  let error: unknown = null;
  try {
    await run();
  } catch (thrown) {
    error = thrown;
  } finally {
    for (const { mock } of mocks) mock.restore();
  }
  if (operations <= at) return { operations, error };
  if (failure === "contents lost") for (const path of unwritten) fs.truncateSync(path);
  const lost = { "names lost": renamings, "earlier names lost": renamings.slice(0, -1) }[failure as string] ?? [];
  for (const { from, to, before } of [...lost].reverse()) {
    fs.renameSync(to, from);
    if (before) fs.writeFileSync(to, before);
  }
  return { operations, error };
}
