import type { Command } from "commander";
import type { CommandContext } from "../../shared/context";
import { Group } from "../group";
import { helpCommand } from "../help";
import { suppressionAddCommand } from "./add";
import { suppressionListCommand } from "./list";
import { suppressionRemoveCommand } from "./remove";

/** `ses-smtp suppression`: the addresses that get no more mail, on the stack's list and on the account's. */
export function suppressionCommand(context: CommandContext): Command {
  const group = new Group("suppression")
    .description("show and change which addresses get no more mail")
    .addCommand(suppressionListCommand(context))
    .addCommand(suppressionAddCommand(context))
    .addCommand(suppressionRemoveCommand(context));
  return group.addCommand(helpCommand(group));
}
