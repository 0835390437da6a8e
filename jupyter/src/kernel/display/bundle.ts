import { inspect } from "node:util";
import { guarded } from "../guarded";

/** One value in the forms that front ends can show, by MIME type; text/plain is always there. */
export interface Bundle {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** A value as its last expression's result, or as `display` shows it. */
export async function bundleOf(value: unknown): Promise<Bundle> {
  return { data: { "text/plain": guarded(() => (typeof value === "string" ? value : inspect(value))) }, metadata: {} };
}
