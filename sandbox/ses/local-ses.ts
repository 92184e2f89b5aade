import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { issueServerCertificate } from "./server-certificate";
import type { ApiRequest, ApiResponse } from "./control-plane/api";
import { createControlPlane } from "./control-plane/control-plane";
import { closeServer, listen, LOOPBACK } from "../shared/listen";
import { Mailbox } from "./mailbox/mailbox";
import { createMailboxServer } from "./mailbox/mailbox-server";
import { MemoryBudget } from "./submission/memory-budget";
import type { SmtpIdentities } from "./submission/authentication";
import { type AcceptedMessage, createSubmissionServer } from "./submission/submission-server";

export interface LocalSesOptions {
  region: string;
  accountId: string;
  /** Signs the requests that change the mailbox; their access key ID is the account ID. */
  secretAccessKey: string;
  identities: SmtpIdentities;
  /** How long a new access key is rejected with 535 after its creation. */
  keyDelayMs: number;
  /** How long a key that was made inactive or deleted is still accepted, and one made active again rejected; 0 if absent. */
  inactiveDelayMs?: number;
  /** For clients that must bear a 535 in an open session. SES, and local SES by default, checks a key at AUTH only. */
  endsSessionsWithKey?: boolean;
  /** Where ca.pem is written. */
  directory: string;
  /** 0 or absent: a free port. */
  ports?: { starttls?: number; tls?: number; mailbox?: number };
  /** SES's limit is 40 MB after MIME encoding (https://docs.aws.amazon.com/ses/latest/dg/quotas.html). */
  maxMessageBytes?: number;
  /** How long a client may be silent; SES closes after about 10 s. */
  maxIdleMs?: number;
  /** How long a message may take to arrive, as a server should allow (RFC 5321, section 4.5.3.2). */
  maxDataMs?: number;
  /** The memory of all messages that are being received. */
  maxReceivingBytes?: number;
  now?: () => Date;
  /** Called for each accepted message, before its 250 reply. */
  onAccepted?: (message: AcceptedMessage) => void;
}

export interface LocalSes {
  smtp: { host: string; port: number; tlsPort: number; caFile: string; caPem: string };
  /** `http://127.0.0.1:PORT/messages` */
  mailboxUrl: string;
  mailbox: Mailbox;
  /** The SESv2 control plane, called like the REST API. */
  api: (request: ApiRequest) => ApiResponse;
  /** Clears the mailbox and the control plane; servers and certificate stay. */
  reset(): void;
  close(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 40 * 1024 * 1024;
const MAX_IDLE_MS = 10_000;
const MAX_DATA_MS = 600_000;

/** Starts the parts of Amazon SES that the emulator lacks: SMTP submission, SESv2's control plane, and a mailbox to read. */
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
    inactiveDelayMs: options.inactiveDelayMs ?? 0,
    endsSessionsWithKey: options.endsSessionsWithKey ?? false,
    now,
    certificate,
    account: controlPlane.account,
    maxMessageBytes,
    maxIdleMs: options.maxIdleMs ?? MAX_IDLE_MS,
    maxDataMs: options.maxDataMs ?? MAX_DATA_MS,
    memory: new MemoryBudget(options.maxReceivingBytes),
    onAccepted: (message: AcceptedMessage) => {
      mailbox.add(message);
      options.onAccepted?.(message);
    },
  };
  const starttls = createSubmissionServer("starttls", submission);
  const tls = createSubmissionServer("tls", submission);
  const http = createMailboxServer(mailbox, options);
  const close = async () => {
    await Promise.all([starttls.shutDown(), tls.shutDown(), closeServer(http)]);
  };

  try {
    const caFile = join(directory, "ca.pem");
    await mkdir(directory, { recursive: true });
    await writeFile(caFile, certificate.caPem);
    const port = await listen(starttls, ports.starttls);
    const tlsPort = await listen(tls, ports.tls);
    const mailboxPort = await listen(http, ports.mailbox);
    return {
      smtp: { host: LOOPBACK, port, tlsPort, caFile, caPem: certificate.caPem },
      mailboxUrl: `http://${LOOPBACK}:${mailboxPort}/messages`,
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
