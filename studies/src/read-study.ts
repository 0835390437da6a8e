import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { path as pathRule } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { z } from "zod";
import { checkStudy } from "./check-study";
import { readJsonFile } from "./json-file";
import type { Study } from "./study";

type Fields = Record<string, unknown>;

/**
 * Reads and checks a study from its JSON file. A data set that is a file is looked for beside the study first. Where it has
 * `extends`, the path of another file from its own folder, it takes over that file's fields; a field of its own comes first,
 * and of objects such as `training` each part by itself.
 */
export function readStudy(path: string): Study {
  const { extends: base, ...own } = readFields(pathRule("path", path));
  if (base === undefined) return checkStudy(withFilesBeside(path, own));
  if (typeof base !== "string") throw new ArgumentError("study.extends", base, "give the path of a study's file.");
  const protocol = readFields(join(dirname(path), base), "study.extends");
  if (protocol.extends !== undefined) {
    throw new ArgumentError(
      "study.extends",
      base,
      "that file extends another; extend that one, or write the fields out.",
    );
  }
  return checkStudy(withFilesBeside(path, merge(protocol, own)));
}

/** The fields with the paths of those data sets that are files beside the study. */
function withFilesBeside(path: string, fields: Fields): Fields {
  if (!Array.isArray(fields.data)) return fields;
  const data = fields.data.map((entry) => {
    if (!isFields(entry) || typeof entry.dataset !== "string" || entry.target === undefined) return entry;
    const beside = join(dirname(path), entry.dataset);
    return existsSync(beside) ? { name: entry.dataset, ...entry, dataset: beside } : entry;
  });
  return { ...fields, data };
}

/** The fields of a study's file, as they stand there. */
export function readFields(path: string, argument = "file"): Fields {
  let value: unknown;
  try {
    value = readJsonFile(path, z.unknown(), "mend it, or bring back a copy", argument);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(argument, path, `it cannot be read: ${error.remedy}`);
  }
  if (!isFields(value)) throw new ArgumentError(argument, path, "it holds no object: a study is { ... }.");
  return value;
}

function merge(base: Fields, own: Fields): Fields {
  const parts = Object.entries(own).map(([key, value]) => {
    const inherited = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, isFields(value) && isFields(inherited) ? { ...inherited, ...value } : value];
  });
  return { ...base, ...Object.fromEntries(parts) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
