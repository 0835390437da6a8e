import { inspect } from "node:util";

/** What Node 20 and 22 write into every promise and timer so that AsyncLocalStorage works, by description. */
const MARKS = ["kResourceStore", "async_id_symbol", "trigger_async_id_symbol", "asyncId", "triggerId"];

type Custom = (this: object, ...given: unknown[]) => unknown;

/** Shows promises and timers as they are without AsyncLocalStorage: `Promise { <pending> }`, not the kernel's insides. */
export function hideAsyncMarks(): void {
  const timer = setTimeout(() => {}, 0);
  const immediate = setImmediate(() => {});
  for (const prototype of [Promise.prototype, Object.getPrototypeOf(timer), Object.getPrototypeOf(immediate)]) {
    const before: Custom | undefined = prototype[inspect.custom];
    const custom: Custom = function (...given) {
      hide(this);
      return before === undefined ? this : Reflect.apply(before, this, given); // `this`: shown as without a custom way
    };
    Object.defineProperty(prototype, inspect.custom, { value: custom, configurable: true, writable: true });
  }
  clearTimeout(timer);
  clearImmediate(immediate);
}

/** Out of sight means not enumerable; Node goes on to write there. */
function hide(shown: object): void {
  for (const symbol of Object.getOwnPropertySymbols(shown)) {
    if (!MARKS.some((mark) => symbol.description?.includes(mark))) continue;
    Reflect.defineProperty(shown, symbol, { enumerable: false });
  }
}
