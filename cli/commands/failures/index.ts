import type { CommandContext } from "../../shared/context";
import { Group } from "../group";
import { helpCommand } from "../help";
import { failuresListCommand } from "./list";
import { failuresRetryCommand } from "./retry";

/** `ses-smtp failures`: failed operations on logins. */
export function failuresCommand(context: CommandContext): Group {
  const group = new Group("failures");
  group
    .description("show failed operations, and retry them")
    .addCommand(failuresListCommand(context))
    .addCommand(failuresRetryCommand(context));
  group.addCommand(helpCommand(group));
  return group;
}
