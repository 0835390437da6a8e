import { relative } from "node:path";
import ts from "typescript";
import type { Diagnostic, DiagnosticPlace } from "./tslab";

/** Compile errors as tslab's executor reads them: one for each message of a chain, with places that count from 0. */
export function tell(found: readonly ts.Diagnostic[], cell: ts.SourceFile | null, folder: string): Diagnostic[] {
  return found.flatMap(({ file, start = 0, length = 0, messageText }) => {
    if (file === undefined) return [];
    const fileName = file === cell ? undefined : relative(folder, file.fileName);
    if (fileName?.startsWith("..")) return [];
    const place = (offset: number): DiagnosticPlace => ({ offset, ...ts.getLineAndCharacterOfPosition(file, offset) });
    const at = { start: place(start), end: place(start + length) };
    return messagesOf(messageText).map((text) => ({ ...at, messageText: text, fileName }));
  });
}

function messagesOf(chain: string | ts.DiagnosticMessageChain): string[] {
  return typeof chain === "string" ? [chain] : [chain.messageText, ...(chain.next ?? []).flatMap(messagesOf)];
}
