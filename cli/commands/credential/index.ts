import type { Command } from "commander";
import type { CommandContext } from "../../shared/context";
import { Group } from "../group";
import { helpCommand } from "../help";
import { credentialAddCommand } from "./add";
import { credentialAdoptCommand } from "./adopt";
import { credentialAllowCommand } from "./allow";
import { credentialApplyCommand, credentialExportCommand } from "./bulk";
import { credentialListCommand } from "./list";
import { credentialReleaseCommand } from "./release";
import { credentialRemoveCommand } from "./remove";
import { credentialRotateCommand } from "./rotate";
import { credentialSecretCommand } from "./secret";
import { credentialSetCommand } from "./set";
import { credentialSheetCommand } from "./sheet";
import { credentialShowCommand } from "./show";
import { credentialDisableCommand, credentialEnableCommand } from "./status";

/** `ses-smtp credential`: the SMTP logins of people and programs, through the stack's API. */
export function credentialCommand(context: CommandContext): Command {
  const group = new Group("credential")
    .description("manage the SMTP logins of people and programs")
    .addCommand(credentialAddCommand(context))
    .addCommand(credentialListCommand(context))
    .addCommand(credentialShowCommand(context))
    .addCommand(credentialSecretCommand(context))
    .addCommand(credentialSheetCommand(context))
    .addCommand(credentialAllowCommand(context))
    .addCommand(credentialSetCommand(context))
    .addCommand(credentialDisableCommand(context))
    .addCommand(credentialEnableCommand(context))
    .addCommand(credentialRotateCommand(context))
    .addCommand(credentialRemoveCommand(context))
    .addCommand(credentialAdoptCommand(context))
    .addCommand(credentialReleaseCommand(context))
    .addCommand(credentialApplyCommand(context))
    .addCommand(credentialExportCommand(context));
  return group.addCommand(helpCommand(group));
}
