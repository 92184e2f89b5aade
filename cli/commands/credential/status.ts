import { Command } from "commander";
import { isStopped } from "../../api/credential-state";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import type { CommandContext } from "../../shared/context";
import { openApi, requireUsername } from "../../logins/open";
import { credentialText } from "./show";
import { type IsReached, timeoutMs, type WaitOptions, waitUntil, withWaitOptions } from "./wait";

export function credentialDisableCommand(context: CommandContext): Command {
  return statusCommand(context, "disable", "stop a login without deleting it", "it is stopped", isStopped);
}

export function credentialEnableCommand(context: CommandContext): Command {
  return statusCommand(
    context,
    "enable",
    "turn a login on again, and lift its hold",
    "it works",
    ({ status }) => status === "active",
  );
}

function statusCommand(
  context: CommandContext,
  action: "disable" | "enable",
  description: string,
  until: string,
  isReached: IsReached,
): Command {
  const command = new Command(action).description(description).argument("<username>");
  return withApiOptions(withWaitOptions(command, until)).action(
    async (name: string, options: ApiOptions & WaitOptions) => {
      requireUsername(name);
      timeoutMs(options);
      const { credentials } = await openApi(options);
      const changed = await credentials.act(name, action);
      const shown = options.wait ? await waitUntil(context, credentials, name, isReached, options) : changed;
      context.result({ ...shown }, credentialText(shown));
    },
  );
}
