/** The global functions and objects that cells' JavaScript is written with; see translate.ts. */
export const NAMES = "__kernel_names__";
export const REACHED = "__kernel_reached__";
export const REQUIRE = "__kernel_require__";
export const IMPORT = "__kernel_import__";
export const IMPORT_LATER = "__kernel_import_later__";
export const META = "__kernel_meta__";
export const LOADING = "__kernel_loading__";
export const LOADED = "__kernel_loaded__";

/**
 * What cells have declared, by name: one place for each, whichever cell declares, assigns or reads it, now or from a
 * function that an earlier cell left behind. As in a module, a name that no cell has reached yet is a ReferenceError.
 */
export const names: Record<string, unknown> = Object.create(
  new Proxy(Object.create(null), {
    get: (_, name) => {
      if (typeof name === "symbol") return undefined;
      throw new ReferenceError(`${name} is not defined`);
    },
    set: (_, name, value, receiver) =>
      Reflect.defineProperty(receiver, name, { value, writable: true, enumerable: true, configurable: true }),
  }),
);

/** For each cell by its number, how many of its top-level statements have run. */
export const reached: (number | undefined)[] = [];
