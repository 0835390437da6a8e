/** The distributions that the statistics use of jstat, which ships no types. */
declare module "jstat" {
  export const jStat: {
    normal: { cdf(x: number, mean: number, sd: number): number; inv(p: number, mean: number, sd: number): number };
    studentt: { cdf(x: number, degrees: number): number; inv(p: number, degrees: number): number };
    chisquare: { cdf(x: number, degrees: number): number };
    centralF: { cdf(x: number, degrees1: number, degrees2: number): number };
    tukey: { inv(p: number, groups: number, degrees: number): number };
  };
}
