import { randomBytes } from "node:crypto";

import type { SMTPServerOptions, SMTPServerSession } from "smtp-server";

import { isDomain, parseAddress } from "../addresses";
import type { ServerCertificate } from "../server-certificate";
import { liveIdentity, logIn, type LoginRules } from "./authentication";
import { readSenderHeaders } from "./message-headers";
import { newMessageId } from "./message-id";
import { readMessage } from "./read-message";
import { SmtpReply, replies } from "./replies";
import { type SendingAccount, judge } from "./sender-policy";
import { SesServer } from "./ses-connection";

/** A message that local SES has taken. */
export interface AcceptedMessage {
  id: string;
  receivedAt: Date;
  /** The IAM user's name, as in SES's auto-tag `ses:caller-identity`. */
  user: string;
  accessKeyId: string;
  envelope: { from: string; to: string[] };
  subject: string;
  configurationSet?: string;
  raw: Buffer;
}

export interface SubmissionOptions extends LoginRules {
  certificate: ServerCertificate;
  account: SendingAccount;
  maxMessageBytes: number;
  onAccepted: (message: AcceptedMessage) => void;
}

/**
 * SES's SMTP endpoint: one server for STARTTLS ports, one for the TLS wrapper ports
 * (https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html).
 */
export function createSubmissionServer(mode: "starttls" | "tls", options: SubmissionOptions): SesServer {
  const server = new SesServer({
    ...tlsOptions(options.certificate),
    ...greeting(options),
    secure: mode === "tls",
    authMethods: ["PLAIN", "LOGIN"],
    disabledCommands: ["VRFY", "WIZ", "SHELL", "KILL", "XCLIENT", "XFORWARD"],
    disableReverseLookup: true,
    logger: false,
    onAuth: answering(async ({ username = "", password, authzid }) => {
      const mayActAs = !authzid || authzid === username;
      const user = mayActAs ? await logIn(username, password ?? "", options) : undefined;
      if (!user) throw replies.credentialsInvalid();
      return { user: user.accessKeyId };
    }),
    onMailFrom: answering(async ({ address }, session) => {
      await userOf(session, options);
      if (!parseAddress(address)) throw replies.invalidMailFrom();
    }),
    onRcptTo: answering(async ({ address }) => {
      if (parseAddress(address)) return;
      const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
      throw address.includes("@") && !isDomain(domain)
        ? replies.invalidRecipientDomain()
        : replies.invalidRcptTo();
    }),
    onData: answering(async (stream, session) => {
      const raw = await readMessage(stream, options.maxMessageBytes);
      return `Ok ${await accept(raw, session, options)}`;
    }),
  });
  // Sessions that end badly are the client's affair: without a listener they would end the process.
  server.on("error", () => undefined);
  return server;
}

/** Permissions and keys are read anew for each message: what changed meanwhile holds for open sessions too. */
async function accept(raw: Buffer, session: SMTPServerSession, options: SubmissionOptions): Promise<string> {
  const user = await userOf(session, options);
  const headers = readSenderHeaders(raw);
  if (headers instanceof SmtpReply) throw headers;
  const envelope = {
    from: session.envelope.mailFrom ? canonical(session.envelope.mailFrom.address) : "",
    to: session.envelope.rcptTo.map(({ address }) => canonical(address)),
  };
  const verdict = judge(
    { envelopeFrom: envelope.from, recipients: envelope.to, headers },
    user,
    options.account,
  );
  if (verdict instanceof SmtpReply) throw verdict;

  const receivedAt = options.now();
  const id = newMessageId(receivedAt);
  const { userName, accessKeyId } = user;
  const { subject } = headers;
  options.onAccepted({ id, receivedAt, user: userName, accessKeyId, envelope, subject, raw, ...verdict });
  return id;
}

async function userOf(session: SMTPServerSession, rules: LoginRules) {
  const accessKeyId = session.user as unknown;
  const user = typeof accessKeyId === "string" ? await liveIdentity(accessKeyId, rules) : undefined;
  if (!user) throw replies.credentialsInvalid();
  return user;
}

/** smtp-server hands domains over in Unicode; policies and identities hold them in Punycode. */
function canonical(address: string): string {
  return parseAddress(address)?.address ?? address;
}

function tlsOptions({ certPem, keyPem }: ServerCertificate): SMTPServerOptions {
  return { cert: certPem, key: keyPem, minVersion: "TLSv1.2" };
}

/** SES offers 8BITMIME, SIZE, STARTTLS and AUTH, and names itself without the region. */
function greeting({ maxMessageBytes }: SubmissionOptions): SMTPServerOptions {
  return {
    name: "email-smtp.amazonaws.com",
    banner: `SimpleEmailService-d-${randomBytes(5).toString("hex").toUpperCase()}`,
    heloResponse: "%s",
    size: maxMessageBytes,
    hidePIPELINING: true,
    hideSMTPUTF8: true,
    hideENHANCEDSTATUSCODES: true,
  };
}

/**
 * An async function as smtp-server's callback: what it throws is the reply, and a fault of ours is SES's temporary
 * failure, whose cause no client gets to read.
 */
function answering<Subject, Result>(
  answer: (subject: Subject, session: SMTPServerSession) => Promise<Result>,
): (subject: Subject, session: SMTPServerSession, callback: HookCallback<Result>) => void {
  return (subject, session, callback) => {
    answer(subject, session).then(
      result => {
        callback(null, result);
      },
      (error: unknown) => {
        callback(error instanceof SmtpReply ? error : replies.temporaryFailure());
      },
    );
  };
}

type HookCallback<Result> = (error?: Error | null, result?: Result) => void;
