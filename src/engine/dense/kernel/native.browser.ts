/** See native.ts: a browser runs no native code. */

export const NATIVE_LEVELS = {};
export type NativeVariant = never;

export function nativeVariants(): NativeVariant[] {
  return [];
}

export function nativeFile(): null {
  return null;
}

export function nativeExports(variant: NativeVariant): never {
  throw new Error(`The ${variant} kernel does not run in a browser.`);
}
