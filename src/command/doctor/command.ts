import { Command } from "commander";
import { describeChecks, examine } from "./doctor";

/** `lai doctor`: what works on this machine, and what to do about the rest; exit code 1 where something needed does not. */
export function doctorCommand(): Command {
  return new Command("doctor").description("tell what works here and what to do about the rest").action(async () => {
    const checks = await examine();
    console.log(describeChecks(checks));
    process.exitCode = checks.some((check) => check.state === "broken") ? 1 : 0;
  });
}
