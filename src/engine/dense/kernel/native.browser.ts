/** See native.ts: a browser runs no native code. */

export function nativeLevels(): string[] {
  return [];
}

export function nativeExports(level: string): never {
  throw new Error(`The native kernel for ${level} does not run in a browser.`);
}
