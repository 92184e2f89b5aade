import { SES_SMTP_PORTS } from "../../records/smtp-ports";
import type { EncryptedSecret } from "../api/credentials";
import type { ClientEndpoint } from "../api/stack-outputs";

/** Everything a person needs to set up a mail client. */
export interface Sheet {
  name: string;
  description: string;
  host: string;
  /** Ports by how TLS begins; the first of each is the one to try first. */
  ports: ClientEndpoint["ports"];
  username: string;
  password: string;
  /** Addresses and patterns such as `*@company.com`. */
  allowedFromAddresses: string[];
  /** For software that takes a URL; user name and password are URL-encoded, because passwords have `+` and `/`. */
  smtpUrl: string;
}

/** @param smtp the server that clients connect to, if it is not the record's host with SES's ports */
export function sheetOf(secret: EncryptedSecret, password: string, smtp: ClientEndpoint | undefined): Sheet {
  const { host, ports } = smtp ?? { host: secret.smtpHost ?? "", ports: SES_SMTP_PORTS };
  const { name, description, username, allowedFromAddresses } = secret;
  const sheet = { name, description, host, ports, username, password, allowedFromAddresses };
  return { ...sheet, smtpUrl: smtpUrl(sheet) };
}

function smtpUrl({ host, ports, username, password }: Omit<Sheet, "smtpUrl">): string {
  const [starttls] = ports.starttls;
  const [scheme, port] = starttls === undefined ? ["smtps", ports.tls[0]] : ["smtp", starttls];
  return `${scheme}://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}:${port}`;
}

/** The port and security to type into a client. */
export function connection({ ports }: Pick<Sheet, "ports">): {
  port: number;
  security: "STARTTLS" | "SSL/TLS";
} {
  const [starttls] = ports.starttls;
  return starttls === undefined
    ? { port: ports.tls[0] ?? 465, security: "SSL/TLS" }
    : { port: starttls, security: "STARTTLS" };
}

/** What to type into a client, each with its name. */
export function settingRows(sheet: Sheet): [name: string, value: string][] {
  const { port, security } = connection(sheet);
  return [
    ["SMTP server", sheet.host],
    ["Port", String(port)],
    ["Security", security],
    ["User name", sheet.username],
    ["Password", sheet.password],
    ["Allowed senders", sheet.allowedFromAddresses.join(", ")],
    ["Other ports", otherPorts(sheet)],
    ["As a URL", sheet.smtpUrl],
  ];
}

/** Where the first port is blocked; empty if there is no other. */
function otherPorts({ ports }: Pick<Sheet, "ports">): string {
  const all = [
    ...ports.starttls.map(port => `${port} (STARTTLS)`),
    ...ports.tls.map(port => `${port} (SSL/TLS)`),
  ];
  return all.slice(1).join(", ");
}

/** An address to send from; undefined if all are patterns. */
export function plainAddress({
  allowedFromAddresses,
}: Pick<Sheet, "allowedFromAddresses">): string | undefined {
  return allowedFromAddresses.find(address => !address.includes("*"));
}
