/** Something that was found before, and what is found here. */
export interface Claim {
  /** the finding in short */
  claim: string;
  /** numbers of the earlier study */
  before: string;
  /** the same from the stored results */
  here: string;
  found: "yes" | "in part" | "no";
}

/** "in part" between two limits of a number that is the smaller the better the claim holds. */
export function foundBelow(value: number, yes: number, part: number): Claim["found"] {
  return value <= yes ? "yes" : value <= part ? "in part" : "no";
}
