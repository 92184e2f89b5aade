import { randomUUID } from "node:crypto";
import { connection, type Sheet } from "./sheet";

/** The incoming side of the account, which is another provider's. */
export interface Incoming {
  address: string;
  host: string;
  port: number;
  username: string;
}

/**
 * A configuration profile for iPhone, iPad and Mac: https://developer.apple.com/documentation/devicemanagement/mail.
 * It has no passwords: the device asks for both when the profile is installed.
 */
export function mobileConfig(sheet: Sheet, incoming: Incoming, uuid: () => string = randomUUID): string {
  const { port } = connection(sheet);
  const identifier = `ses-smtp.${sheet.name}`;
  const account = {
    PayloadType: "com.apple.mail.managed",
    PayloadVersion: 1,
    PayloadIdentifier: `${identifier}.mail`,
    PayloadUUID: uuid(),
    EmailAccountType: "EmailTypeIMAP",
    EmailAccountDescription: sheet.description || incoming.address,
    EmailAddress: incoming.address,
    IncomingMailServerAuthentication: "EmailAuthPassword",
    IncomingMailServerHostName: incoming.host,
    IncomingMailServerPortNumber: incoming.port,
    IncomingMailServerUseSSL: true,
    IncomingMailServerUsername: incoming.username,
    OutgoingMailServerAuthentication: "EmailAuthPassword",
    OutgoingMailServerHostName: sheet.host,
    OutgoingMailServerPortNumber: port,
    OutgoingMailServerUseSSL: true,
    OutgoingMailServerUsername: sheet.username,
    OutgoingPasswordSameAsIncomingPassword: false,
  };
  const profile = {
    PayloadType: "Configuration",
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuid(),
    PayloadDisplayName: `Mail for ${incoming.address}`,
    PayloadContent: [account],
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    plist(profile),
    "</plist>",
    "",
  ].join("\n");
}

type Plist = string | number | boolean | readonly Plist[] | { readonly [key: string]: Plist };

function plist(value: Plist): string {
  if (typeof value === "string") return `<string>${escape(value)}</string>`;
  if (typeof value === "number") return `<integer>${value}</integer>`;
  if (typeof value === "boolean") return value ? "<true/>" : "<false/>";
  if (Array.isArray(value)) return `<array>\n${value.map(plist).join("\n")}\n</array>`;
  const entries = Object.entries(value as Record<string, Plist>);
  return `<dict>\n${entries.map(([key, inner]) => `<key>${escape(key)}</key>\n${plist(inner)}`).join("\n")}\n</dict>`;
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, character => `&#${character.charCodeAt(0)};`);
}
