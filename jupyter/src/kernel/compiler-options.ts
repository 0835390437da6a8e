import { dirname, join } from "node:path";
import ts from "typescript";

const NODE = Number(process.versions.node.split(".")[0]);

/** Newer syntax than this Node has (`using`, before 24) is written in older words. */
export const TARGET = NODE >= 24 ? ts.ScriptTarget.ESNext : ts.ScriptTarget.ES2024;

/** What Nodes have, from a version on: a newer method is an error that is told before a cell runs. */
const LIBRARIES: readonly [since: number, names: readonly string[]][] = [
  [26, ["esnext"]],
  [24, ["es2025", "esnext.array", "esnext.disposable", "esnext.error", "esnext.sharedmemory"]],
  [22, ["es2024", "es2025.collection", "es2025.iterator", "esnext.array", "esnext.disposable"]],
  [0, ["es2023", "esnext.disposable"]],
];
const LIBRARY = LIBRARIES.find(([since]) => NODE >= since)![1];

/** `types`, where every package of types in reach is taken. */
export const ALL_TYPES = ["*"];

/** How cells are compiled, in a folder. */
export function compilerOptions(folder: string, isBrowser: boolean): ts.CompilerOptions {
  const library = isBrowser ? [...LIBRARY, "dom", "dom.iterable"] : LIBRARY;
  return {
    // import and require as they are written, each by the conditions of `exports` that Node knows
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    esModuleInterop: true,
    target: TARGET,
    lib: library.map((name) => `lib.${name}.d.ts`),
    newLine: ts.NewLineKind.LineFeed,
    strict: false,
    noUncheckedSideEffectImports: false,
    experimentalDecorators: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    preserveConstEnums: true,
    jsx: ts.JsxEmit.React,
    typeRoots: typeRoots(folder),
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
  };
}

/** The folders whose packages are types that are taken without being asked for. */
export function typeRoots(folder: string): string[] {
  const directoryExists = (path: string): boolean => ts.sys.directoryExists(path);
  return ts.getEffectiveTypeRoots({}, { directoryExists, getCurrentDirectory: () => folder } as never) ?? [];
}

/** The packages in these folders whose types are taken. */
export function automaticTypes(roots: string[] | undefined, host: ts.ModuleResolutionHost): string[] {
  return ts.getAutomaticTypeDirectiveNames({ typeRoots: roots, types: ALL_TYPES }, host);
}

/** The types of Node that come with the kernel, where neither the folder nor those above it have their own. */
export function typesOfNode(folder: string): string[] {
  // as the compiler itself looks for them: a folder with types of its own is not shown those beside the kernel
  if (typeRoots(folder).some((root) => ts.sys.getDirectories(root).includes("node"))) return [];
  try {
    return [join(dirname(require.resolve("@types/node/package.json")), "index.d.ts")];
  } catch {
    return [];
  }
}
