import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectOf } from "../project";
import { bindFile, specifiersOf } from "./cell-file";
import { automaticTypes, typesOfNode } from "./compiler-options";

/** More characters are not read before they are asked for; Node's declarations are two million. */
const MOST_TEXT = 5_000_000;

/** A host of the language service and of its registry of documents. */
export type ReaderHost = ts.LanguageServiceHost &
  ts.MinimalResolutionCacheHost &
  Pick<ts.CompilerHost, "getModuleResolutionCache">;

/** What it needs of the program that will use the files. */
export interface Reader {
  options: ts.CompilerOptions;
  host: ReaderHost;
  registry: ts.DocumentRegistry;
  /** the file that a module specifier of a file stands for */
  resolve(specifier: string, from: string): string | undefined;
}

/**
 * Reads the declarations that cells are likely to need, those of Node and of what the folder's package.json names, a file
 * at a time while the kernel has nothing else to do: the program that a cell asks for then finds them read, which is
 * most of its work. Nothing of them is in the program before.
 */
export class ReadAhead {
  private readonly queue: string[] = [];
  private readonly seen = new Set<string>();
  private readonly packages: string[];
  /** characters read so far */
  private length = 0;

  constructor(
    private readonly reader: Reader,
    private readonly folder: string,
  ) {
    const { options, host } = reader;
    for (const file of typesOfNode(folder)) this.add(file);
    for (const name of automaticTypes(options.typeRoots, host as ts.ModuleResolutionHost))
      this.addTypes(name, `${folder}/cell.ts`);
    this.packages = packagesOf(folder);
  }

  /** Reads one file; false where nothing is left. */
  next(): boolean {
    const path = this.queue.shift();
    if (path !== undefined) {
      this.read(path);
      return true;
    }
    const name = this.length > MOST_TEXT ? undefined : this.packages.shift();
    if (name === undefined) return false;
    this.add(this.reader.resolve(name, `${this.folder}/cell.ts`));
    return true;
  }

  private read(path: string): void {
    const { host, registry, options } = this.reader;
    const snapshot = host.getScriptSnapshot(path);
    if (snapshot === undefined) return;
    this.length += snapshot.getLength();
    const file = registry.acquireDocument(path, host, snapshot, host.getScriptVersion(path));
    bindFile(file, options);
    for (const { fileName } of file.referencedFiles) this.add(join(path, "..", fileName));
    for (const { fileName } of file.typeReferenceDirectives) this.addTypes(fileName, path);
    for (const specifier of specifiersOf(file.text)) this.add(this.reader.resolve(specifier, path));
  }

  private addTypes(name: string, from: string): void {
    const { options, host } = this.reader;
    const found = ts.resolveTypeReferenceDirective(name, from, options, host);
    this.add(found.resolvedTypeReferenceDirective?.resolvedFileName);
  }

  private add(path: string | undefined): void {
    if (path === undefined || this.seen.has(path) || !/\.d\.[cm]?ts$/.test(path)) return;
    this.seen.add(path);
    this.queue.push(path);
  }
}

/** The package that a folder belongs to, and those that it depends on. */
function packagesOf(folder: string): string[] {
  let manifest: { name?: unknown; dependencies?: object } | null;
  try {
    manifest = JSON.parse(readFileSync(join(projectOf(folder), "package.json"), "utf8"));
  } catch {
    return []; // none, or one that npm will speak of
  }
  const names = [manifest?.name, ...Object.keys(manifest?.dependencies ?? {})];
  return names.filter((name): name is string => typeof name === "string");
}
