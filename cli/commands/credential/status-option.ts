import { type Command, Option } from "commander";
import { UsageError } from "../../shared/context";

const STATUSES = ["pending", "active", "disabled", "failed"];

/** `--status`; commander's own check of choices has no remedy, and completion scripts offer them. */
export function withStatusOption(command: Command): Command {
  const option = new Option("--status <status>", "only those in this status").choices(STATUSES);
  return command.addOption(
    option.argParser((value: string) => {
      if (STATUSES.includes(value)) return value;
      throw new UsageError("--status", `${JSON.stringify(value)} is unknown`, `use ${STATUSES.join(", ")}`);
    }),
  );
}
