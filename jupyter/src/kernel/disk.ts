import { statSync } from "node:fs";
import ts from "typescript";

interface Known {
  text: ts.IScriptSnapshot;
  stamp: string;
}

/** The files that the compiler has read, each read once until it is asked which have changed. */
export class Disk {
  private readonly known = new Map<string, Known>();
  private readonly changes = new Map<string, number>();

  read(path: string): ts.IScriptSnapshot | undefined {
    const known = this.known.get(path);
    if (known !== undefined) return known.text;
    const stamp = stampOf(path);
    const content = ts.sys.readFile(path);
    if (content === undefined) return undefined;
    const text = ts.ScriptSnapshot.fromString(content);
    this.known.set(path, { text, stamp });
    return text;
  }

  /** Another text after each change of a file. */
  version(path: string): string {
    return String(this.changes.get(path) ?? 0);
  }

  /** Whether files, of those that a test selects, are other than when they were read; they are then read again. */
  hasChanged(isAsked: (path: string) => boolean): boolean {
    let changed = false;
    for (const [path, { stamp }] of this.known) {
      if (!isAsked(path) || stamp === stampOf(path)) continue;
      this.known.delete(path);
      this.changes.set(path, (this.changes.get(path) ?? 0) + 1);
      changed = true;
    }
    return changed;
  }
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.mtimeMs} ${found.size}`;
}
