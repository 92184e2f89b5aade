import { Command } from "commander";
import type { Credential } from "../../api/credentials";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { loginSheet } from "../../logins/sheet";
import { sheetHtml } from "../../sheet/html";
import { mobileConfig } from "../../sheet/mobileconfig";
import { plainAddress, sheetOf } from "../../sheet/sheet";
import { sheetText } from "../../sheet/text";
import { writeNew } from "../../sheet/write";
import { type OpenApi, openApi, requireUsername } from "../../logins/open";
import { warnIfRejected } from "./rejected";

interface SheetOptions extends ApiOptions {
  html?: string;
  mobileconfig?: string;
  imapHost?: string;
  imapPort: string;
  imapUsername?: string;
  address?: string;
}

const IMAP_PORT = "993";

export function credentialSheetCommand(context: CommandContext): Command {
  return withApiOptions(new Command("sheet"))
    .description("print everything needed to set up a mail client, including the password")
    .argument("<username>")
    .option("--html <file>", "write it as a printable HTML page")
    .option(
      "--mobileconfig <file>",
      "write a profile for iPhone, iPad and Mac, without passwords: the device asks",
    )
    .option("--imap-host <host>", "with --mobileconfig: the server for incoming mail")
    .option("--imap-port <port>", "with --mobileconfig: its port, with TLS", IMAP_PORT)
    .option("--imap-username <name>", "with --mobileconfig: the user name there; default: the address")
    .option("--address <address>", "with --mobileconfig: the sender; default: the first allowed address")
    .addHelpText("after", "\nExample: ses-smtp credential sheet jane --html ~/jane.html")
    .action(async (name: string, options: SheetOptions) => {
      requireUsername(name);
      requireImapOptions(options);
      const open = await openApi(options);
      if (options.mobileconfig !== undefined) {
        warnIfRejected(context, await writeProfile(open, name, options.mobileconfig, options));
        context.result({ name, file: options.mobileconfig }, `Profile written to ${options.mobileconfig}.`);
        return;
      }
      const { secret, sheet } = await loginSheet(open, name);
      warnIfRejected(context, secret);
      if (options.html === undefined) return context.result({ ...sheet }, sheetText(sheet, context.columns));
      await writeNew("--html", options.html, sheetHtml(sheet));
      context.result(
        { name, file: options.html },
        `Sheet written to ${options.html}. It contains the password: keep it private.`,
      );
    });
}

function requireImapOptions({
  html,
  mobileconfig,
  imapHost,
  imapPort,
  imapUsername,
  address,
}: SheetOptions): void {
  if (mobileconfig === undefined) {
    const [unused] = Object.entries({
      "--imap-host": imapHost,
      "--imap-username": imapUsername,
      "--address": address,
    })
      .filter(([, value]) => value !== undefined)
      .map(([option]) => option);
    if (unused !== undefined || imapPort !== IMAP_PORT)
      throw new UsageError(
        unused ?? "--imap-port",
        "has no effect without --mobileconfig",
        "remove it, or add --mobileconfig FILE",
      );
    return;
  }
  if (html !== undefined) throw new UsageError("--mobileconfig", "conflicts with --html", "use one of them");
  if (imapHost === undefined)
    throw new UsageError(
      "--imap-host",
      "missing",
      "name the server for incoming mail, which a mail account needs too",
    );
  if (!/^\d{1,5}$/.test(imapPort) || Number(imapPort) < 1 || Number(imapPort) > 65_535)
    throw new UsageError(
      "--imap-port",
      `${JSON.stringify(imapPort)} is not a port`,
      "use a number from 1 to 65535",
    );
}

/** @returns the login that it is for */
async function writeProfile(
  { api, credentials }: OpenApi,
  name: string,
  file: string,
  { imapHost = "", imapPort, imapUsername, address: given }: SheetOptions,
): Promise<Credential> {
  const { credential } = await credentials.show(name);
  const { username } = credential;
  if (username === undefined)
    throw new CommandError(`${JSON.stringify(name)} has no login yet: wait until its status is active.`);
  const address = given ?? plainAddress(credential);
  if (address === undefined)
    throw new UsageError("--address", "missing", "name the sender: the login allows only patterns");
  const sheet = sheetOf(
    { ...credential, username, encryptedPassword: "", encryptionContext: {} },
    "",
    api.endpoint.smtp,
  );
  const incoming = { address, host: imapHost, port: Number(imapPort), username: imapUsername ?? address };
  await writeNew("--mobileconfig", file, mobileConfig(sheet, incoming));
  return credential;
}
