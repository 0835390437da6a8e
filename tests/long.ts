/**
 * Tests that find more the longer they run stand in files named `*.long.test.ts`. `npm test` runs them short, with all the
 * others; `npm run test:long` runs them alone and long, with LAI_TEST_LONG=1.
 *
 * @returns how often such a test repeats what it does
 */
export function repeats(times: { short: number; long: number }): number {
  return process.env.LAI_TEST_LONG === "1" ? times.long : times.short;
}

/** Why a test that is long at its shortest is skipped by `npm test`; false where it runs. */
export const onlyLong: string | false = repeats({ short: 0, long: 1 }) === 0 ? "npm run test:long runs it" : false;
