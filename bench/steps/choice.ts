import { ArgumentError, checkChoice, checkNumber } from "../../src/base/check";
import { CONTENDERS } from "./contenders";
import { type Extent, QUICK, WHOLE } from "./settings";
import { NETWORK_NAMES } from "./types";

const PARTS = [...NETWORK_NAMES, "training"] as const;
export type Part = (typeof PARTS)[number];

/** What a run measures. */
export interface Choice {
  extent: Extent;
  contenders: readonly string[];
  parts: readonly Part[];
  seed: number;
  python?: string;
  out?: string;
  /** everything, as long as it should take: worth to be kept */
  isWhole: boolean;
}

/** The options of the command line, checked. */
export function readChoice(options: Record<string, string | boolean | undefined>): Choice {
  const ids = CONTENDERS.map(({ id }) => id);
  const contenders = list(options.only)?.map((id) => checkChoice("--only", id, ids)) ?? ids;
  const parts = list(options.networks)?.map((name) => checkChoice("--networks", name, PARTS)) ?? PARTS;
  const extent = { ...(options.quick ? QUICK : WHOLE) };
  if (options.rounds !== undefined) {
    extent.rounds = checkNumber("--rounds", Number(options.rounds), { min: 1, integer: true });
  }
  const isWhole = !options.quick && !options.only && !options.networks && extent.rounds >= WHOLE.rounds;
  const seed = checkNumber("--seed", Number(options.seed ?? 0), { integer: true });
  return { extent, contenders, parts, seed, python: text(options.python), out: text(options.out), isWhole };
}

function list(option: string | boolean | undefined): string[] | null {
  if (option === undefined) return null;
  const names = String(option)
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) throw new ArgumentError("--only or --networks", option, "give names, separated by commas.");
  return names;
}

function text(option: string | boolean | undefined): string | undefined {
  return typeof option === "string" ? option : undefined;
}
