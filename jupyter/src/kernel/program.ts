import { isBuiltin } from "node:module";
import ts from "typescript";
import { takeAmbientModules } from "./ambient-modules";
import { augments, bindCell, type CellFile, forget, isLocal, parseCell, specifiersOf } from "./cell-file";
import { CELL_GLOBALS } from "./cell-globals";
import { ALL_TYPES, automaticTypes, compilerOptions, typeRoots, typesOfNode } from "./compiler-options";
import { Disk } from "./disk";
import { lookForPackagesAgain } from "./packages-beside";
import { ReadAhead, type ReaderHost } from "./read-ahead";

/** A cell that later ones see. */
export interface KeptCell {
  name: string;
  text: string;
  /** modules that it declares where there are none */
  ambient: string;
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

/** How the name of a file with the modules that a cell declares ends. */
const AMBIENT = ".ambient.d.ts";

/** After these many texts the checker is made anew. */
const MOST_TEXTS = 1000;

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
  /** what cells are likely to need, read in spare time */
  readonly ahead: ReadAhead;
  private readonly kept: KeptCell[] = [];
  private readonly modules = new Map<string, string>();
  private readonly disk = new Disk();
  private readonly host: ReaderHost;
  private resolutions: ts.ModuleResolutionCache;
  private program: OpenProgram | null = null;
  /** the file of the cell that is compiled, completed or inspected */
  private current: KeptCell | null = null;
  private readonly cellFiles = new WeakSet<ts.SourceFile>();
  private types: string;
  /** whether the types of Node and of other packages are in the program */
  private isWhole = false;
  private version = 0;
  private opened = 0;
  private isStale = true;

  constructor(
    readonly folder: string,
    isBrowser: boolean,
  ) {
    this.options = compilerOptions(folder, isBrowser);
    this.modules.set(`${folder}/tslab-kernel-globals.d.ts`, CELL_GLOBALS);
    this.resolutions = this.newResolutions();
    this.host = this.createHost();
    this.types = this.automaticTypes();
    this.options.types = [];
    const registry = ts.createDocumentRegistry(true, folder, this.host.jsDocParsingMode);
    this.service = ts.createLanguageService(this.host, registry);
    const resolve = (specifier: string, from: string): string | undefined => this.resolve(specifier, from);
    this.ahead = new ReadAhead({ options: this.options, host: this.host, registry, resolve }, folder);
  }

  /** Makes the program that a cell needs which names nothing of Node's. */
  warmUp(): void {
    this.open("1 + 1;");
  }

  /**
   * Takes the types of Node and of other packages into the program, two thirds of the work of a start; true where they were
   * not in it yet. A cell that is right without them is right with them, unless it imports anything.
   */
  makeWhole(): boolean {
    if (this.isWhole) return false;
    this.isWhole = true;
    this.options.types = ALL_TYPES;
    this.isStale = true;
    return true;
  }

  get checker(): ts.TypeChecker {
    return this.upToDate().getTypeChecker();
  }

  /** Opens a text as the cell after all that are kept. */
  open(source: string): CellFile {
    if (/\b(import|require|declare|reference)\b/.test(source)) this.makeWhole();
    if (this.disk.hasChanged(isLocal)) this.isStale = true;
    // a checker remembers something of every text that it has seen
    if (++this.opened % MOST_TEXTS === 0) this.isStale = true;
    const name = `${this.folder}/__cell_${this.opened}__.ts`;
    this.current = null;
    const { text, ambient } = takeAmbientModules(source, (module) => this.hasTypes(module));
    const file = parseCell(name, text);
    this.current = { name, text, ambient, file, lost: new Set() };
    if (this.isStale || ambient !== "" || this.needsProgram(file)) {
      this.disk.hasChanged((path) => this.program?.getSourceFile(path) === undefined); // since it was read ahead
      this.isStale = false;
      this.version++;
      this.upToDate();
      // what it adds to the world's types goes with it, should it not be kept
      this.isStale = isAdding(this.current);
    } else {
      bindCell(file, this.options, this.kept.at(-1)?.file);
      this.cellFiles.add(file);
    }
    return this.current.file;
  }

  /** The opened cell is to be seen by later ones. */
  keep(): KeptCell {
    if (this.current === null) throw new Error("no cell is open");
    const cell = this.current;
    if (isAdding(cell)) this.isStale = false;
    if (isAdding(cell) || (cell.file.locals?.size ?? 0) > 0) this.kept.push(cell);
    this.current = null;
    return cell;
  }

  /** A kept cell has failed before it had declared some names. */
  lose(cell: KeptCell, names: ReadonlySet<string>): void {
    cell.lost = names;
    forget(cell.file, names);
  }

  isCell(file: ts.SourceFile): boolean {
    return this.cellFiles.has(file);
  }

  /** Puts a module in memory, which cells can import by `./name`. */
  setModule(path: string, text: string): ts.SourceFile | undefined {
    this.modules.set(path, text);
    this.makeWhole();
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
    lookForPackagesAgain();
    this.resolutions = this.newResolutions();
    const types = this.automaticTypes();
    const isNew =
      unresolved.some((name) => this.isFound(name)) || types !== this.types || this.disk.hasChanged(() => true);
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

  private hasTypes(specifier: string): boolean {
    const file = this.resolve(specifier, `${this.folder}/cell.ts`);
    return isBuiltin(specifier) || (file !== undefined && (!/\.[cm]?jsx?$/.test(file) || isLocal(file)));
  }

  /** The packages of types that are taken without being asked for. */
  private automaticTypes(): string {
    this.options.typeRoots = typeRoots(this.folder);
    return automaticTypes(this.options.typeRoots, this.host as ts.ModuleResolutionHost).join();
  }

  private needsProgram(file: CellFile): boolean {
    if (!/\b(import|require|declare|reference)\b/.test(file.text)) return false;
    if (augments(file) || file.referencedFiles.length + file.typeReferenceDirectives.length > 0) return true;
    return specifiersOf(file.text).some((specifier) => {
      const resolved = this.resolve(specifier, file.fileName);
      return resolved !== undefined && this.program?.getSourceFile(resolved) === undefined;
    });
  }

  /** The program with all kept cells and the open one; those that are newer than it are known beside it. */
  private upToDate(): OpenProgram {
    const program = this.service.getProgram() as OpenProgram;
    if (program === this.program) return program;
    this.program = program;
    let before: CellFile | undefined;
    for (const cell of this.current === null ? this.kept : [...this.kept, this.current]) {
      cell.file = program.getSourceFile(cell.name) as CellFile;
      this.cellFiles.add(cell.file);
      forget(cell.file, cell.lost);
      if (before !== undefined) cell.file.parent = before;
      before = cell.file;
    }
    const { getSourceFile, getResolvedModule } = program;
    program.getSourceFile = (name) => (name === this.current?.name ? this.current.file : getSourceFile(name));
    program.getResolvedModule = (file, name, mode) =>
      getResolvedModule(file, name, mode) ?? (this.isCell(file) ? this.resolved(name, file.fileName, mode) : undefined);
    return program;
  }

  private newResolutions(): ts.ModuleResolutionCache {
    return ts.createModuleResolutionCache(this.folder, (path) => path, this.options);
  }

  private textOf(path: string): string | undefined {
    const module = this.modules.get(path);
    if (module !== undefined || !path.startsWith(`${this.folder}/__cell_`)) return module;
    const name = path.replace(AMBIENT, ".ts");
    const cell = this.current?.name === name ? this.current : this.kept.find((kept) => kept.name === name);
    return name === path ? cell?.text : cell?.ambient;
  }

  private createHost(): ReaderHost {
    const { sys } = ts;
    return {
      getCompilationSettings: () => this.options,
      getCurrentDirectory: () => this.folder,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      useCaseSensitiveFileNames: () => true,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone, // see documentation.ts
      getProjectVersion: () => String(this.version),
      getScriptFileNames: () => [
        ...(this.isWhole ? typesOfNode(this.folder) : []),
        ...this.modules.keys(),
        ...[...this.kept, ...(this.current === null ? [] : [this.current])].flatMap(({ name, ambient }) =>
          ambient === "" ? [name] : [name, name.replace(/\.ts$/, AMBIENT)],
        ),
      ],
      getScriptVersion: (path) => {
        const text = this.modules.get(path);
        return text ?? this.disk.version(path);
      },
      getScriptSnapshot: (path) => {
        const text = this.textOf(path);
        return text === undefined ? this.disk.read(path) : ts.ScriptSnapshot.fromString(text);
      },
      fileExists: (path) => this.textOf(path) !== undefined || sys.fileExists(path),
      readFile: (path, encoding?: string) => this.textOf(path) ?? sys.readFile(path, encoding),
      readDirectory: (...asked) => sys.readDirectory(...asked),
      directoryExists: (path) => sys.directoryExists(path),
      getDirectories: (path) => sys.getDirectories(path),
      realpath: (path) => sys.realpath?.(path) ?? path,
      getModuleResolutionCache: () => this.resolutions,
      // all that the registry of documents asks of it
      getCompilerHost: () => ({ getModuleResolutionCache: () => this.resolutions }) as ts.CompilerHost,
      resolveModuleNameLiterals: (literals, containing, redirected, options, file) =>
        literals.map((literal) =>
          this.resolved(literal.text, containing, ts.getModeForUsageLocation(file, literal, options), redirected),
        ),
    };
  }
}

/** Whether a cell adds to types outside of itself. */
function isAdding({ file, ambient }: KeptCell): boolean {
  return ambient !== "" || augments(file);
}
