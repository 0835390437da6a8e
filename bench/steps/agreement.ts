import { median } from "../../src/base/statistics";

/** The loss of one contender after the steps of the check. */
export interface CheckedLoss {
  contender: string;
  loss: number;
}

/** Thrown where contenders do not compute the same; nothing is printed then, as the times would compare different things. */
export class DisagreementError extends Error {
  override readonly name: string = "DisagreementError";
}

/**
 * Checks that every loss lies within `tolerance` of the middle of all, relative to it.
 *
 * @throws DisagreementError that names who is off, with the losses of all
 */
export function checkAgreement(what: string, losses: readonly CheckedLoss[], tolerance: number): void {
  if (losses.length === 0) return;
  const finite = losses.filter(({ loss }) => Number.isFinite(loss)).map(({ loss }) => loss);
  const middle = finite.length > 0 ? median(finite) : Number.NaN;
  const off = losses.filter(({ loss }) => !(Math.abs(loss - middle) <= tolerance * Math.abs(middle)));
  if (off.length === 0) return;
  const list = losses.map(({ contender, loss }) => `  ${contender}: ${loss}`).join("\n");
  throw new DisagreementError(
    `${off.map(({ contender }) => contender).join(", ")} disagrees on ${what} by more than ${tolerance} of it:\n${list}\n` +
      "No times are printed: they would be of different computations.",
  );
}
