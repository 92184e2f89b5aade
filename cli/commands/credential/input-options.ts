import type { Command } from "commander";
import type { SettingTexts } from "../../logins/settings";

/** The options for a login's settings other than its addresses. An empty value removes a setting. */
export type InputOptions = SettingTexts;

export function withInputOptions(command: Command): Command {
  return command
    .option("--description <text>", "what the login is for")
    .option("--owner-email <address>", "whom to contact about it")
    .option("--mailbox <address>", "also send from what receiving rules forward to this mailbox")
    .option("--valid-until <time>", "when it ends, such as 2030-01-31T18:00:00Z")
    .option("--rotation-days <days>", "age at which its password is replaced; 0 for never")
    .option("--rotation-grace-days <days>", "how long the previous password keeps working after that");
}
