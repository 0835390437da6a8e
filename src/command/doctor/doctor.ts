import type { Check } from "./check";
import { checkBackends } from "./engine-checks";
import { checkNotebooks } from "./notebook-checks";
import { checkPackages } from "./package-checks";

/** Looks at everything that the package uses on this machine. */
export async function examine(): Promise<Check[]> {
  return [...(await checkPackages()), ...(await checkBackends()), ...(await checkNotebooks())];
}

/** The checks as lines of text, with what to do about each that does not work. */
export function describeChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const words = { works: "ok     ", optional: "absent ", broken: "BROKEN " };
  const lines = checks.flatMap(({ name, state, found, remedy }) => {
    const line = `${words[state]} ${name.padEnd(width)}  ${found}`;
    return remedy === undefined ? [line] : [line, `${" ".repeat(words.works.length + width + 3)}${remedy}`];
  });
  const broken = checks.filter((check) => check.state === "broken").length;
  lines.push(broken === 0 ? "Everything needed works here." : `${broken} of ${checks.length} do not work here.`);
  return lines.join("\n");
}
