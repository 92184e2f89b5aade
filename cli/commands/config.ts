import type { Command } from "commander";
import type { CommandContext } from "../shared/context";
import { configListCommand, configShowCommand } from "./config-show";
import { Group } from "./group";
import { helpCommand } from "./help";
import { configMigrateCommand } from "./config-migrate";
import { configRemoveCommand } from "./config-remove";
import { configSetCommand } from "./config-set";

/** `ses-smtp config`: the mail configurations that applications load with `ses-smtp/mailer/store`. */
export function configCommand(context: CommandContext): Command {
  const group = new Group("config")
    .description("manage applications' mail configurations, stored in DynamoDB with encrypted passwords")
    .addCommand(configListCommand(context))
    .addCommand(configShowCommand(context))
    .addCommand(configSetCommand(context))
    .addCommand(configMigrateCommand(context))
    .addCommand(configRemoveCommand(context));
  return group.addCommand(helpCommand(group));
}
