import type { Command } from "commander";
import type { CommandContext } from "../../shared/context";
import { Group } from "../group";
import { helpCommand } from "../help";
import { privacyEraseCommand } from "./erase";
import { privacyExportCommand } from "./export";

/** `ses-smtp privacy`: what the stack's table keeps about one recipient, with the caller's own permissions on it. */
export function privacyCommand(context: CommandContext): Command {
  const group = new Group("privacy")
    .description("export or erase what is recorded about a recipient")
    .addCommand(privacyExportCommand(context))
    .addCommand(privacyEraseCommand(context));
  return group.addCommand(helpCommand(group));
}
