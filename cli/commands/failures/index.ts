import type { CommandContext } from "../../shared/context";
import { Group } from "../group";
import { helpCommand } from "../help";
import { failuresDiscardCommand } from "./discard";
import { failuresListCommand } from "./list";
import { failuresRetryCommand } from "./retry";

/** `ses-smtp failures`: failed operations on logins. */
export function failuresCommand(context: CommandContext): Group {
  const group = new Group("failures");
  group
    .description("show failed operations, retry them, and delete messages that cannot be parsed")
    .addCommand(failuresListCommand(context))
    .addCommand(failuresRetryCommand(context))
    .addCommand(failuresDiscardCommand(context));
  group.addCommand(helpCommand(group));
  return group;
}
