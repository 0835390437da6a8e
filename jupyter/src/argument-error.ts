/** Thrown before anything is run or written: names the argument, the value it had and the remedy. */
export class ArgumentError extends Error {
  override readonly name: string = "ArgumentError";
  constructor(
    readonly argument: string,
    readonly value: unknown,
    readonly remedy: string,
  ) {
    super(`${argument} is ${typeof value === "string" ? JSON.stringify(value) : value}: ${remedy}`);
  }
}
