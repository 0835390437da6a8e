import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

/** A cell's file, with what the compiler's binder knows of it. */
export interface CellFile extends ts.SourceFile {
  /** what the file declares at its top, by name; these are TypeScript's own fields */
  locals?: Map<string, ts.Symbol>;
  parent: ts.Node;
  path: string;
  resolvedPath: string;
  originalFileName: string;
  imports: ts.StringLiteralLike[];
  moduleAugmentations: ts.Node[];
  ambientModuleNames: string[];
}

/** A cell that later ones see. */
export interface KeptCell {
  name: string;
  text: string;
  file: CellFile;
  /** names of values that it did not come to declare, because it failed before */
  lost: ReadonlySet<string>;
}

interface OpenProgram extends ts.Program {
  getResolvedModule(
    file: ts.SourceFile,
    name: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations;
}

const internals = ts as unknown as {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
};

const NODE = Number(process.versions.node.split(".")[0]);

/** Newer syntax than this Node has (`using`, before 24) is written in older words. */
const TARGET = NODE >= 24 ? ts.ScriptTarget.ESNext : ts.ScriptTarget.ES2024;

/** What this Node has: a newer method is an error that is told before a cell runs. */
const LIBRARY =
  NODE >= 24
    ? ["esnext"]
    : NODE >= 22
      ? ["es2024", "esnext.array", "esnext.collection", "esnext.iterator", "esnext.disposable", "esnext.intl"]
      : ["es2023", "esnext.disposable", "esnext.intl"];

/** After these many texts the checker is made anew. */
const MOST_TEXTS = 1000;

/** What one version of a file on the disk looked like. */
interface Snapshot {
  snapshot: ts.IScriptSnapshot;
  stamp: string;
  version: number;
}

/**
 * The cells as one TypeScript program. Each cell is a module of its own whose parent, where names are looked up that it
 * does not declare, is the cell before it: so the types of earlier cells are the very types that were checked there, none
 * is written down and read again, and a name that is declared again hides the earlier one.
 *
 * A program and its checker live on from cell to cell: they are made anew only where a cell imports a module that is not
 * in the program yet, or where files have changed. Any other cell is bound and checked by the checker that is there,
 * which takes a few milliseconds however much was imported.
 */
export class CellProgram {
  readonly options: ts.CompilerOptions;
  readonly service: ts.LanguageService;
  private readonly kept: KeptCell[] = [];
  private readonly modules = new Map<string, string>();
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly host: ts.LanguageServiceHost;
  private resolutions: ts.ModuleResolutionCache;
  private program: OpenProgram | null = null;
  /** the file of the cell that is compiled, completed or inspected */
  private current: { name: string; text: string; file: CellFile } | null = null;
  private readonly versions = new Map<string, number>();
  private types: string;
  private version = 0;
  private opened = 0;
  private isStale = true;

  constructor(
    readonly folder: string,
    isBrowser: boolean,
  ) {
    this.options = compilerOptions(folder, isBrowser);
    this.resolutions = this.newResolutions();
    this.host = this.createHost();
    this.types = this.automaticTypes();
    this.service = ts.createLanguageService(this.host);
  }

  /** Makes the program that the first cell needs. */
  warmUp(): void {
    this.open("1 + 1;");
  }

  get checker(): ts.TypeChecker {
    return this.upToDate().getTypeChecker();
  }

  /** Opens a text as the cell after all that are kept. */
  open(text: string): CellFile {
    if (this.changedFiles(isLocal)) this.isStale = true;
    // a checker remembers something of every text that it has seen
    if (++this.opened % MOST_TEXTS === 0) this.isStale = true;
    const name = `${this.folder}/__cell_${this.opened}__.ts`;
    this.current = null;
    const file = this.parse(name, text);
    this.current = { name, text, file };
    if (this.isStale || this.needsProgram(file)) {
      this.isStale = false;
      this.version++;
      this.upToDate();
      // what it adds to the world's types goes with it, should it not be kept
      this.isStale = augments(this.current.file);
    } else {
      this.bind(file, this.kept.at(-1)?.file);
    }
    return this.current.file;
  }

  /** The opened cell is to be seen by later ones. */
  keep(): KeptCell {
    if (this.current === null) throw new Error("no cell is open");
    const cell: KeptCell = { ...this.current, lost: new Set() };
    const isAugmenting = augments(cell.file);
    if (isAugmenting) this.isStale = false;
    if (isAugmenting || (cell.file.locals?.size ?? 0) > 0) this.kept.push(cell);
    this.current = null;
    return cell;
  }

  /** A kept cell has failed before it had declared some names. */
  lose(cell: KeptCell, names: ReadonlySet<string>): void {
    cell.lost = names;
    forget(cell.file, names);
  }

  isCell(file: ts.SourceFile): boolean {
    return file === this.current?.file || this.kept.some((cell) => cell.file === file);
  }

  /** Puts a module in memory, which cells can import by `./name`. */
  setModule(path: string, text: string): ts.SourceFile | undefined {
    this.modules.set(path, text);
    this.isStale = true;
    this.open("");
    return this.upToDate().getSourceFile(path);
  }

  getProgram(): ts.Program {
    return this.upToDate();
  }

  /** The file that a module specifier of a file stands for. */
  resolve(specifier: string, from: string): string | undefined {
    return this.resolved(specifier, from).resolvedModule?.resolvedFileName;
  }

  private resolved(
    specifier: string,
    from: string,
    mode?: ts.ResolutionMode,
    redirected?: ts.ResolvedProjectReference,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    // those of Node are declared by its types: their names are not looked for in folders, of which there are many
    if (isBuiltin(specifier)) return { resolvedModule: undefined };
    const host = this.host as ts.ModuleResolutionHost;
    return ts.resolveModuleName(specifier, from, this.options, host, this.resolutions, redirected, mode);
  }

  /** Looks at the disk again: true where packages or files have come, gone or changed. */
  refresh(): boolean {
    const { current } = this;
    const unresolved = current === null ? [] : specifiersOf(current.text).filter((name) => !this.isFound(name));
    const known = this.resolutions;
    this.resolutions = this.newResolutions();
    const types = this.automaticTypes();
    const isNew =
      unresolved.some((name) => this.isFound(name)) || types !== this.types || this.changedFiles(() => true);
    if (isNew) {
      this.types = types;
      this.isStale = true;
    } else this.resolutions = known;
    return isNew;
  }

  close(): void {
    this.service.dispose();
  }

  /** Files of the project itself that a file imports, directly and by way of others. */
  localDependencies(file: ts.SourceFile): ts.SourceFile[] {
    const program = this.upToDate();
    const found = new Map<string, ts.SourceFile>();
    const visit = (from: ts.SourceFile): void => {
      for (const specifier of specifiersOf(from.text)) {
        const resolved = this.resolve(specifier, from.fileName);
        const dependency = resolved === undefined ? undefined : program.getSourceFile(resolved);
        if (dependency === undefined || found.has(dependency.fileName) || !isLocal(dependency.fileName)) continue;
        found.set(dependency.fileName, dependency);
        visit(dependency);
      }
    };
    visit(file);
    return [...found.values()];
  }

  private isFound(specifier: string): boolean {
    return this.resolve(specifier, this.current?.name ?? `${this.folder}/cell.ts`) !== undefined;
  }

  /** The packages of types that are taken without being asked for. */
  private automaticTypes(): string {
    this.options.typeRoots = typeRoots(this.folder);
    return ts.getAutomaticTypeDirectiveNames(this.options, this.host as ts.ModuleResolutionHost).join();
  }

  private needsProgram(file: CellFile): boolean {
    if (!/\b(import|require|declare|reference)\b/.test(file.text)) return false;
    if (augments(file) || file.referencedFiles.length + file.typeReferenceDirectives.length > 0) return true;
    return specifiersOf(file.text).some((specifier) => {
      const resolved = this.resolve(specifier, file.fileName);
      return resolved !== undefined && this.program?.getSourceFile(resolved) === undefined;
    });
  }

  private parse(name: string, text: string): CellFile {
    const settings: ts.CreateSourceFileOptions = {
      languageVersion: TARGET,
      setExternalModuleIndicator: (file) => {
        (file as unknown as { externalModuleIndicator: unknown }).externalModuleIndicator = true;
      },
    };
    const file = ts.createSourceFile(name, text, settings, false) as CellFile;
    return Object.assign(file, {
      path: name,
      resolvedPath: name,
      originalFileName: name,
      imports: [],
      moduleAugmentations: [],
      ambientModuleNames: [],
    });
  }

  private bind(file: CellFile, before: CellFile | undefined): void {
    internals.bindSourceFile(file, this.options);
    if (before !== undefined) file.parent = before;
  }

  /** The program with all kept cells and the open one; those that are newer than it are known beside it. */
  private upToDate(): OpenProgram {
    const program = this.service.getProgram() as OpenProgram;
    if (program === this.program) return program;
    this.program = program;
    let before: CellFile | undefined;
    for (const cell of this.kept) {
      cell.file = program.getSourceFile(cell.name) as CellFile;
      forget(cell.file, cell.lost);
      if (before !== undefined) cell.file.parent = before;
      before = cell.file;
    }
    if (this.current !== null) {
      this.current.file = program.getSourceFile(this.current.name) as CellFile;
      if (before !== undefined) this.current.file.parent = before;
    }
    const { getSourceFile, getResolvedModule } = program;
    program.getSourceFile = (name) => (name === this.current?.name ? this.current.file : getSourceFile(name));
    program.getResolvedModule = (file, name, mode) =>
      getResolvedModule(file, name, mode) ?? (this.isCell(file) ? this.resolved(name, file.fileName, mode) : undefined);
    return program;
  }

  /** Whether files, of those that a test selects, are other than when they were read. */
  private changedFiles(isAsked: (path: string) => boolean): boolean {
    let changed = false;
    for (const [path, known] of this.snapshots) {
      if (!isAsked(path) || known.stamp === stampOf(path)) continue;
      this.snapshots.delete(path);
      this.versions.set(path, known.version + 1);
      changed = true;
    }
    return changed;
  }

  private newResolutions(): ts.ModuleResolutionCache {
    return ts.createModuleResolutionCache(this.folder, (path) => path, this.options);
  }

  private textOf(path: string): string | undefined {
    if (this.current?.name === path) return this.current.text;
    return this.modules.get(path) ?? this.kept.find((cell) => cell.name === path)?.text;
  }

  private createHost(): ts.LanguageServiceHost {
    const { sys } = ts;
    return {
      getCompilationSettings: () => this.options,
      getCurrentDirectory: () => this.folder,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      useCaseSensitiveFileNames: () => true,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone, // see documentation.ts
      getProjectVersion: () => String(this.version),
      getScriptFileNames: () => [
        ...typesOfNode(this.folder),
        ...this.modules.keys(),
        ...this.kept.map((cell) => cell.name),
        ...(this.current === null ? [] : [this.current.name]),
      ],
      getScriptVersion: (path) => {
        const text = this.modules.get(path);
        return text === undefined ? String(this.snapshots.get(path)?.version ?? this.versions.get(path) ?? 0) : text;
      },
      getScriptSnapshot: (path) => {
        const text = this.textOf(path);
        return text === undefined ? this.read(path) : ts.ScriptSnapshot.fromString(text);
      },
      fileExists: (path) => this.textOf(path) !== undefined || sys.fileExists(path),
      readFile: (path, encoding) => this.textOf(path) ?? sys.readFile(path, encoding),
      readDirectory: (...asked) => sys.readDirectory(...asked),
      directoryExists: (path) => sys.directoryExists(path),
      getDirectories: (path) => sys.getDirectories(path),
      realpath: (path) => sys.realpath?.(path) ?? path,
      resolveModuleNameLiterals: (literals, containing, redirected, options, file) =>
        literals.map((literal) =>
          this.resolved(literal.text, containing, ts.getModeForUsageLocation(file, literal, options), redirected),
        ),
    };
  }

  private read(path: string): ts.IScriptSnapshot | undefined {
    const known = this.snapshots.get(path);
    if (known !== undefined) return known.snapshot;
    const stamp = stampOf(path);
    const text = ts.sys.readFile(path);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(text);
    this.snapshots.set(path, { snapshot, stamp, version: this.versions.get(path) ?? 0 });
    return snapshot;
  }
}

function compilerOptions(folder: string, isBrowser: boolean): ts.CompilerOptions {
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

function typeRoots(folder: string): string[] {
  const directoryExists = (path: string): boolean => ts.sys.directoryExists(path);
  return ts.getEffectiveTypeRoots({}, { directoryExists, getCurrentDirectory: () => folder } as never) ?? [];
}

/** The types of Node that come with the kernel, where neither the folder nor those above it have their own. */
function typesOfNode(folder: string): string[] {
  if (typeRoots(folder).some((root) => ts.sys.fileExists(`${root}/node/package.json`))) return [];
  try {
    return [join(dirname(require.resolve("@types/node/package.json")), "index.d.ts")];
  } catch {
    return [];
  }
}

/** All modules that a text names. */
export function specifiersOf(text: string): string[] {
  if (!/\b(import|export|require)\b/.test(text)) return [];
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Whether a cell adds to types outside of itself: `declare global`, `declare module "name"`. */
function augments(file: ts.SourceFile): boolean {
  return file.statements.some(
    (statement) =>
      ts.isModuleDeclaration(statement) &&
      (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0),
  );
}

function forget(file: CellFile, names: ReadonlySet<string>): void {
  for (const name of names) file.locals?.delete(ts.escapeLeadingUnderscores(name) as string);
}

function isLocal(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !path.includes("/node_modules/");
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.mtimeMs} ${found.size}`;
}
