import { Command } from "commander";
import type { CommandContext } from "../shared/context";
import { configListCommand, configShowCommand } from "./config-show";
import { helpCommand } from "./help";
import { configMigrateCommand } from "./config-migrate";
import { configSetCommand } from "./config-set";

/** `ses-smtp config`: the mail configurations that applications load with `ses-smtp/mailer/store`. */
export function configCommand(context: CommandContext): Command {
  const group = new Group("config")
    .description("manage applications' mail configurations, stored in DynamoDB with encrypted passwords")
    .addCommand(configListCommand(context))
    .addCommand(configShowCommand(context))
    .addCommand(configSetCommand(context))
    .addCommand(configMigrateCommand(context));
  return group.addCommand(helpCommand(group));
}

/** Passes on inherited settings, including `--json`: commander copies settings one level down only. */
class Group extends Command {
  override copyInheritedSettings(source: Command): this {
    super.copyInheritedSettings(source);
    for (const command of this.commands) {
      command
        .copyInheritedSettings(source)
        .option("--json", "print the result as one line of JSON")
        .on("option:json", () => source.setOptionValue("json", true));
    }
    return this;
  }
}
