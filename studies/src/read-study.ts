import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ArgumentError } from "lai-loss/internal";
import { checkStudy } from "./check-study";
import type { Study } from "./study";

type Fields = Record<string, unknown>;

/**
 * Reads and checks a study from its JSON file. Where it has `extends`, the path of another file from its own folder, it takes
 * over that file's fields; a field of its own comes first, and of objects such as `training` each part by itself.
 */
export function readStudy(path: string): Study {
  const { extends: base, ...own } = readFields(path, "file");
  if (base === undefined) return checkStudy(own);
  if (typeof base !== "string") throw new ArgumentError("study.extends", base, "give the path of a study's file.");
  const protocol = readFields(join(dirname(path), base), "study.extends");
  if (protocol.extends !== undefined) {
    throw new ArgumentError(
      "study.extends",
      base,
      "that file extends another; extend that one, or write the fields out.",
    );
  }
  return checkStudy(merge(protocol, own));
}

function readFields(path: string, argument: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const fault = error instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new ArgumentError(argument, path, `it ${fault}: ${(error as Error).message}.`);
  }
  if (!isFields(value)) throw new ArgumentError(argument, path, "it holds no object: a study is { ... }.");
  return value;
}

function merge(base: Fields, own: Fields): Fields {
  const merged = { ...base, ...own };
  for (const [key, value] of Object.entries(own)) {
    if (isFields(value) && isFields(base[key])) merged[key] = { ...base[key], ...value };
  }
  return merged;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
