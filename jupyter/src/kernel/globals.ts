/** Defines globals for the code of cells, out of the sight of who lists the globals. */
export function defineGlobals(values: object): void {
  for (const name of Reflect.ownKeys(values)) {
    const value = (values as Record<PropertyKey, unknown>)[name];
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
}
