/** The distributions that the statistics use of jstat, which ships no types. */
declare module "jstat" {
  export const jStat: {
    normal: { cdf(x: number, mean: number, sd: number): number; inv(p: number, mean: number, sd: number): number };
    studentt: { cdf(x: number, degrees: number): number; inv(p: number, degrees: number): number };
    chisquare: { cdf(x: number, degrees: number): number };
    /** the regularised incomplete beta function */
    ibeta(x: number, a: number, b: number): number;
    tukey: { inv(p: number, groups: number, degrees: number): number };
  };
}
