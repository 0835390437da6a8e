import { IN_CLONE } from "../workspaces";

/** What `lai doctor` found out about one thing. */
export interface Check {
  name: string;
  /** works; missing but not needed; broken and needed */
  state: "works" | "optional" | "broken";
  /** what was found, such as a version */
  found: string;
  /** what to do, where something is to be done */
  remedy?: string;
}

/** Runs a check whose thrown error means that the thing is broken (or, where it is optional, missing). */
export async function attempt(
  name: string,
  look: () => string | Promise<string>,
  otherwise: { state: "optional" | "broken"; remedy: string },
): Promise<Check> {
  try {
    return { name, state: "works", found: await look() };
  } catch (error) {
    const found = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    return { name, ...otherwise, found };
  }
}

/** What to do where a package that must be there is not, or does not load. */
export const REINSTALL: string = IN_CLONE ? "install the packages again: bash kernel-setup.sh" : "npm install lai-loss";
