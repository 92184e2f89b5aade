/** @param share of one; undefined: nothing is known */
export function percent(share: number | null | undefined): string {
  return share === undefined || share === null ? "–" : `${Number((share * 100).toFixed(2))}%`;
}

/** @param many with its plural: `logins` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** The options that a command's message names, as the forms call them. */
const FIELDS: readonly (readonly [option: RegExp, field: string])[] = [
  [/: `ses-smtp config set \S+ --username …`/g, ": fill in the SMTP password as well"],
  [/<username>/g, "Name"],
  [/<addresses>/g, "Addresses"],
  [/--from-name\b/g, "Sender's name"],
  [/--from\b/g, "Senders"],
  [/--mailbox\b/g, "Mailbox"],
  [/--remove\b/g, "Remove"],
  [/--owner-email\b/g, "Owner"],
  [/--valid-until\b/g, "Ends"],
  [/--rotation-days\b/g, "Rotation in days"],
  [/--rotation-grace-days\b/g, "Grace period in days"],
  [/--compromised\b/g, "“Password was stolen”"],
  [/--html\b/g, "File"],
  [/--username\b/g, "SMTP user name"],
  [/--credential\b/g, "Login"],
  [/--region\b/g, "Region"],
  [/--host\b/g, "Server"],
  [/--port\b/g, "Port"],
  [/--configuration-set\b/g, "Configuration set"],
  [/--to\b/g, "Recipient"],
  [/--(no-)?secure\b/g, "Encryption"],
  [/--(no-)?ca-file\b/g, "Certificate authority"],
  [/--provider\b/g, "Provider"],
  [/stdin \(the password\)/g, "SMTP password"],
];

/** A command's message for those who fill in a form. */
export function inFormWords(message: string): string {
  return FIELDS.reduce((text, [option, field]) => text.replaceAll(option, field), message);
}
