import { visible } from "../../mailer/errors/visible";
import { fields } from "../shared/table";
import { clientSteps } from "./clients";
import { connection, type Sheet } from "./sheet";

/** The sheet for a terminal. */
export function sheetText(sheet: Sheet): string {
  const { port, security } = connection(sheet);
  const others = otherPorts(sheet);
  return [
    `Mail settings for ${visible(sheet.name)}${sheet.description && ` (${visible(sheet.description)})`}`,
    "",
    fields([
      ["SMTP server", sheet.host],
      ["Port", String(port)],
      ["Security", security],
      ["User name", sheet.username],
      ["Password", sheet.password],
      ["Allowed senders", sheet.allowedFromAddresses.join(", ")],
      ["Other ports", others],
      ["As a URL", sheet.smtpUrl],
    ]),
    ...clientSteps(sheet).flatMap(({ client, steps }) => [
      "",
      client,
      ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ]),
  ].join("\n");
}

/** Where the first port is blocked; empty if there is no other. */
export function otherPorts({ ports }: Pick<Sheet, "ports">): string {
  const all = [
    ...ports.starttls.map(port => `${port} (STARTTLS)`),
    ...ports.tls.map(port => `${port} (SSL/TLS)`),
  ];
  return all.slice(1).join(", ");
}
