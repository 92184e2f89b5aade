import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { issueServerCertificate, type ServerCertificate } from "./server-certificate";
import type { Account } from "./control-plane/account";
import { ApiError, type ApiRequest, type ApiResponse, errorResponse } from "./control-plane/api";
import { type ControlPlane, createControlPlane } from "./control-plane/control-plane";
import { requestedTopic } from "./control-plane/event-destinations";
import { Deliveries } from "./delivery/deliveries";
import type { EventTargets } from "./delivery/event-targets";
import { Recipients } from "./delivery/recipients";
import { closeServer, listen, LOOPBACK } from "../shared/listen";
import { Mailbox } from "./mailbox/mailbox";
import { createMailboxServer } from "./mailbox/mailbox-server";
import { MemoryBudget } from "./submission/memory-budget";
import type { SmtpIdentities } from "./submission/authentication";
import type { AcceptedMessage, RefusedMessage } from "./submission/accepted-message";
import { createSubmissionServer } from "./submission/submission-server";

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
  /** Of the servers; absent: one of its own. */
  certificate?: ServerCertificate;
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
  /** Where its events go; absent: nowhere. */
  targets?: EventTargets;
  /** Called for each accepted message, before its 250 reply. */
  onAccepted?: (message: AcceptedMessage) => void;
  /** Called for each message that is refused after DATA. */
  onRefused?: (message: RefusedMessage) => void;
}

export interface LocalSes {
  smtp: { host: string; port: number; tlsPort: number; caFile: string; caPem: string };
  /** `http://127.0.0.1:PORT/messages` */
  mailboxUrl: string;
  mailbox: Mailbox;
  /** The SESv2 control plane, called like the REST API, by itself. */
  api: (request: ApiRequest) => ApiResponse;
  /** The same, with what SES asks of other services first: whether it may publish to a destination's topic. */
  handle(request: ApiRequest): Promise<ApiResponse>;
  /** What AWS decides about the account: quotas, reviews, and whether it is out of SES's sandbox. Tests change it. */
  account: Account;
  /** What SES has found in DNS about an identity; tests change it. */
  dnsFindings: ControlPlane["dnsFindings"];
  /** What recipients' servers do. */
  recipients: Recipients;
  /** Resolves once all events of the messages that were accepted so far are published. */
  settled(): Promise<void>;
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
  const onAccepted = (message: AcceptedMessage) => {
    mailbox.add(message);
    options.onAccepted?.(message);
    deliveries.start(message);
  };
  const controlPlane = createControlPlane({ region, accountId, now, onAccepted });
  const recipients = new Recipients();
  const deliveries = new Deliveries({
    ...{ region, accountId, now, recipients },
    suppression: controlPlane.suppression,
    configurationSet: name => controlPlane.configurationSet(name),
    onFate: (id, fate) => mailbox.note(id, fate),
    ...(options.targets && { targets: options.targets }),
  });
  const certificate = options.certificate ?? (await issueServerCertificate(region));
  const submission = {
    region,
    identities: options.identities,
    keyDelayMs: options.keyDelayMs,
    inactiveDelayMs: options.inactiveDelayMs ?? 0,
    endsSessionsWithKey: options.endsSessionsWithKey ?? false,
    now,
    certificate,
    account: controlPlane.sending,
    maxMessageBytes,
    maxIdleMs: options.maxIdleMs ?? MAX_IDLE_MS,
    maxDataMs: options.maxDataMs ?? MAX_DATA_MS,
    memory: new MemoryBudget(options.maxReceivingBytes),
    onAccepted,
    onRefused: (message: RefusedMessage) => {
      mailbox.addRefused(message);
      options.onRefused?.(message);
    },
  };
  const starttls = createSubmissionServer("starttls", submission);
  const tls = createSubmissionServer("tls", submission);
  const http = createMailboxServer(mailbox, options);
  const close = async () => {
    await Promise.all([starttls.shutDown(), tls.shutDown(), closeServer(http)]);
    await deliveries.settled();
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
      handle: async request => (await topicProblem(request, options)) ?? controlPlane.api(request),
      account: controlPlane.account,
      dnsFindings: name => controlPlane.dnsFindings(name),
      recipients,
      settled: () => deliveries.settled(),
      reset() {
        mailbox.clear();
        controlPlane.reset();
        recipients.reset();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What SES publishes to a topic to find out whether it may. */
const TEST_MESSAGE = "Successfully validated SNS topic for Amazon SES event publishing.";

/**
 * SES publishes a test message to the topic of an event destination, and rejects the destination if it cannot
 * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html). The error's text is not
 * public.
 */
async function topicProblem(
  request: ApiRequest,
  { targets, region, accountId }: LocalSesOptions,
): Promise<ApiResponse | undefined> {
  const topic = requestedTopic(request);
  if (topic === undefined || targets === undefined) return undefined;
  const [, set = ""] = /\/configuration-sets\/([^/]+)\//.exec(request.path) ?? [];
  const sourceArn = `arn:aws:ses:${region}:${accountId}:configuration-set/${decodeURIComponent(set)}`;
  const problem = await targets.publish(topic, TEST_MESSAGE, sourceArn);
  if (problem === undefined) return undefined;
  return errorResponse(
    new ApiError("BadRequestException", `Could not publish to SNS topic <${topic}>: ${problem}`),
  );
}
