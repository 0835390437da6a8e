/** The distributions that the statistics use of jstat, which ships no types. */
declare module "jstat" {
  export const jStat: {
    normal: { cdf(x: number, mean: number, sd: number): number; inv(p: number, mean: number, sd: number): number };
    studentt: { inv(p: number, degrees: number): number };
    /** the logarithm of the gamma function */
    gammaln(x: number): number;
    /** the lower regularised incomplete gamma function */
    lowRegGamma(a: number, x: number): number;
    tukey: { inv(p: number, groups: number, degrees: number): number };
  };
}
