import { mkdir, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";

import { issueServerCertificate } from "./server-certificate";
import type { ApiRequest, ApiResponse } from "./control-plane/api";
import { createControlPlane } from "./control-plane/control-plane";
import type { SmtpIdentities } from "./identity";
import { HOST, listen } from "../shared/listen";
import { Mailbox } from "./mailbox/mailbox";
import { createMailboxServer } from "./mailbox/mailbox-server";
import { type AcceptedMessage, createSubmissionServer } from "./submission/submission-server";

export type { ApiRequest, ApiResponse } from "./control-plane/api";
export type { SmtpIdentities, SmtpIdentity } from "./identity";
export type { Mailbox } from "./mailbox/mailbox";
export type { PolicyDocument } from "./policy/policy-document";
export type { AcceptedMessage } from "./submission/submission-server";

export interface LocalSesOptions {
  region: string;
  accountId: string;
  identities: SmtpIdentities;
  /** A new access key is refused with 535 for this long after its creation. */
  keyDelayMs: number;
  /** Where ca.pem is written. */
  directory: string;
  /** 0 or absent: the system chooses. */
  ports?: { starttls?: number; tls?: number; mailbox?: number };
  /** SES's is 40 MB after MIME encoding (https://docs.aws.amazon.com/ses/latest/dg/quotas.html). */
  maxMessageBytes?: number;
  now?: () => Date;
  /** Called for each message taken, before its 250: events are published from here. */
  onAccepted?: (message: AcceptedMessage) => void;
}

export interface LocalSes {
  smtp: { host: string; port: number; tlsPort: number; caFile: string; caPem: string };
  /** `http://127.0.0.1:PORT/messages` */
  mailboxUrl: string;
  mailbox: Mailbox;
  /** The SESv2 control plane, called as the REST API is. */
  api: (request: ApiRequest) => ApiResponse;
  /** Forgets messages and the control plane's state; servers and certificate stay. */
  reset(): void;
  close(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 40 * 1024 * 1024;

/** Starts the parts of Amazon SES that no emulator has: SMTP, a mailbox to look into, and SESv2's control plane. */
export async function startLocalSes(options: LocalSesOptions): Promise<LocalSes> {
  const { region, accountId, directory, ports = {}, maxMessageBytes = MAX_MESSAGE_BYTES } = options;
  const now = options.now ?? (() => new Date());
  const mailbox = new Mailbox();
  const controlPlane = createControlPlane({
    region,
    accountId,
    now,
    sentMessages: () => mailbox.list().length,
  });
  const certificate = await issueServerCertificate(region);
  const submission = {
    region,
    identities: options.identities,
    keyDelayMs: options.keyDelayMs,
    now,
    certificate,
    account: controlPlane.account,
    maxMessageBytes,
    onAccepted: (message: AcceptedMessage) => {
      mailbox.add(message);
      options.onAccepted?.(message);
    },
  };
  const starttls = createSubmissionServer("starttls", submission);
  const tls = createSubmissionServer("tls", submission);
  const http = createMailboxServer(mailbox);
  const close = async () => {
    await Promise.all([starttls.shutDown(), tls.shutDown(), closeHttp(http)]);
  };

  try {
    const caFile = join(directory, "ca.pem");
    await mkdir(directory, { recursive: true });
    await writeFile(caFile, certificate.caPem);
    const port = await listen(starttls, ports.starttls);
    const tlsPort = await listen(tls, ports.tls);
    const mailboxPort = await listen(http, ports.mailbox);
    return {
      smtp: { host: HOST, port, tlsPort, caFile, caPem: certificate.caPem },
      mailboxUrl: `http://${HOST}:${mailboxPort}/messages`,
      mailbox,
      api: controlPlane.api,
      reset() {
        mailbox.clear();
        controlPlane.reset();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeHttp(server: Server): Promise<void> {
  await new Promise<void>(resolve => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
