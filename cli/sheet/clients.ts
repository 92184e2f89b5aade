import { connection, plainAddress, type Sheet } from "./sheet";

/** How to set up one mail client. */
export interface ClientSteps {
  client: string;
  steps: string[];
}

/** Steps for the most common mail clients. */
export function clientSteps(sheet: Sheet): ClientSteps[] {
  const { host } = sheet;
  const { port, security } = connection(sheet);
  const address = plainAddress(sheet) ?? "an address that the list above allows";
  const login = "the user name and password above";
  return [
    {
      client: 'Gmail, "Send mail as"',
      steps: [
        'On a computer, open Settings, "See all settings", "Accounts and Import", "Add another email address".',
        `Enter your name and ${address}; clear "Treat as an alias" if replies should go to that address only.`,
        `SMTP server ${host}, port ${port}, ${login}, ${security === "STARTTLS" ? "secured connection using TLS" : "secured connection using SSL"}.`,
        "Gmail sends a code to the address; enter it to finish.",
      ],
    },
    {
      client: "Outlook",
      steps: [
        'File, "Add Account", "Advanced options", "Let me set up my account manually"; choose IMAP (or POP) and enter your provider\'s incoming server.',
        `Outgoing mail: server ${host}, port ${port}, encryption ${security}.`,
        'In "More Settings", "Outgoing Server": "My outgoing server (SMTP) requires authentication", "Log on using", ' +
          `with ${login}.`,
      ],
    },
    {
      client: "Thunderbird",
      steps: [
        'Account Settings, "Outgoing Server (SMTP)", "Add".',
        `Server ${host}, port ${port}, connection security ${security}, authentication "Normal password", ${login}.`,
        `Choose this outgoing server for the identity with ${address}.`,
      ],
    },
    {
      client: "Apple Mail",
      steps: [
        'Mail, Settings, Accounts; choose the account, "Server Settings", and in "Outgoing Mail Account" choose "Edit SMTP Server List", "+".',
        `Host ${host}, port ${port}, "Use TLS/SSL", authentication "Password", ${login}.`,
        'On an iPhone: Settings, Apps, Mail, Mail Accounts, the account, SMTP, "Add Server".',
      ],
    },
  ];
}
