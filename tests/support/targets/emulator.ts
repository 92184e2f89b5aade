import * as path from "node:path";
import { ACCOUNT_ID, clientConfig, REGION } from "../../../sandbox/shared/account";
import { createTable } from "../../../sandbox/prerequisites";
import type { DeployRequest } from "../../../sandbox/engine/deployment";
import { Administrator } from "../../../sandbox/testkit/administrator";
import { MailClient } from "../../../sandbox/testkit/mail-client";
import { sharedSandbox } from "../sandbox/shared-sandbox";
import type { Target } from "./target";
import type { ClientConfig } from "./clean-up";
import { keyIsEnabled, restartStream, tableExists, userExists } from "./existing";
import { logGroupOf } from "./log-group";

/** What both engines have in common when the sandbox is their AWS: everything but the stacks. */
export type OnEmulator = Omit<Target, "title" | "lacks" | "open" | "close"> & {
  config: ClientConfig;
  request: (name: string, domain: string, settings?: Record<string, string>) => DeployRequest;
};

export const domainOf = (stack: string) => `${stack}.integration.example`;

export async function onEmulator(): Promise<OnEmulator> {
  const { report, frontDoor } = await sharedSandbox();
  const endpoint = report.emulator;
  const config = clientConfig(endpoint);
  return {
    config,
    kmsKeyArn: report.kmsKeyArn,
    createTable: () => createTable(endpoint),
    restartStream: table => restartStream(config, table),
    tableExists: name => tableExists(config, name),
    keyIsEnabled: () => keyIsEnabled(config, report.kmsKeyArn),
    userExists: name => userExists(config, name),
    logGroup: logGroupOf(config),
    clients: async ({ tableName }) => {
      const own = { ...report, tableName: String(tableName) };
      return { administrator: new Administrator(own), client: new MailClient(own) };
    },
    secretsOf: async user => {
      const identity = await frontDoor.identities.find(user);
      return identity === undefined ? [] : [identity.secretAccessKey];
    },
    request: (stack, domain, settings = {}) => ({
      programDirectory: path.join(__dirname, "..", "..", "..", "infra"),
      project: "ses-smtp",
      stack,
      endpoint,
      region: REGION,
      accountId: ACCOUNT_ID,
      config: withNamespace({
        domains: JSON.stringify([domain]),
        mailFromSubdomain: "mail",
        deletionProtection: "false",
        kmsKeyArn: report.kmsKeyArn,
        smtpEndpointOverride: `localhost:${report.smtp.port}`,
        smtpCaFile: report.smtp.caFile,
        ...settings,
      }),
    }),
  };
}

export function withNamespace(settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`ses-smtp:${key}`, value]));
}
