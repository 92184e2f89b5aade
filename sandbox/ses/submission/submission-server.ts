import { randomBytes, randomUUID } from "node:crypto";

import type { SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from "smtp-server";

import { isDomain, parseAddress } from "../addresses";
import type { ServerCertificate } from "../server-certificate";
import { acceptedIdentity, authenticate, type LoginRules, type SmtpIdentity } from "./authentication";
import { readSenderHeaders } from "./message-headers";
import { SmtpReply, replies } from "./replies";
import { type SendingAccount, evaluateSubmission } from "./sender-policy";
import { SesServer } from "./ses-connection";

/** A message that local SES accepted. */
export interface AcceptedMessage {
  id: string;
  receivedAt: Date;
  /** The IAM user name, as in SES's auto-tag `ses:caller-identity`. */
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
 * SES's SMTP endpoint: one server for the STARTTLS ports, one for the TLS wrapper ports
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
    onAuth: asCallback(async ({ username = "", password, authzid }, session) => {
      const mayActAs = !authzid || authzid === username;
      const user = mayActAs ? await authenticate(username, password ?? "", options) : undefined;
      if (!user) throw replies.credentialsInvalid();
      logins.set(session, user);
      return { user: user.accessKeyId };
    }),
    onMailFrom: asCallback(async ({ address }, session) => {
      if (options.endsSessionsWithKey && !(await hasValidKey(session, options)))
        throw replies.credentialsInvalid();
      if (!parseAddress(address)) throw replies.invalidMailFrom();
    }),
    onRcptTo: asCallback(async ({ address }) => {
      if (parseAddress(address)) return;
      const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
      throw address.includes("@") && !isDomain(domain)
        ? replies.invalidRecipientDomain()
        : replies.invalidRcptTo();
    }),
    onData: asCallback(async (stream, session) => {
      const raw = await readMessage(stream, options.maxMessageBytes);
      return `Ok ${await accept(raw, session, options)}`;
    }),
  });
  // Errors of single sessions; without a listener they would end the process.
  server.on("error", () => undefined);
  return server;
}

/**
 * Reads the policies again for each message. The key is checked at AUTH only: a session that is logged in stays so when
 * its key is made inactive or deleted, until the policy, or the end of the user, stops it.
 */
async function accept(raw: Buffer, session: SMTPServerSession, options: SubmissionOptions): Promise<string> {
  const user = await senderOf(session, options);
  const headers = readSenderHeaders(raw);
  if (headers instanceof SmtpReply) throw headers;
  const envelope = {
    from: session.envelope.mailFrom ? canonical(session.envelope.mailFrom.address) : "",
    to: session.envelope.rcptTo.map(({ address }) => canonical(address)),
  };
  const decision = evaluateSubmission(
    { envelopeFrom: envelope.from, recipients: envelope.to, headers },
    user,
    options.account,
  );
  if (decision instanceof SmtpReply) throw decision;

  const receivedAt = options.now();
  const id = newMessageId(receivedAt);
  const { userName, accessKeyId } = user;
  const { subject } = headers;
  options.onAccepted({ id, receivedAt, user: userName, accessKeyId, envelope, subject, raw, ...decision });
  return id;
}

/**
 * Reads the whole message. One that is too long is read to its end too, because the reply comes after the final dot.
 * @throws SmtpReply when the message is too long
 */
async function readMessage(stream: SMTPServerDataStream, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (stream.byteLength <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (stream.sizeExceeded || stream.byteLength > maxBytes) throw replies.tooLong();
  return Buffer.concat(chunks);
}

/** A message ID in SES's format: `0100`, the time in milliseconds as 12 hexadecimal digits, a UUID, `-000000`. */
function newMessageId(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, "0");
  return `0100${time}-${randomUUID()}-000000`;
}

/** Who is logged in, by session. */
const logins = new WeakMap<SMTPServerSession, SmtpIdentity>();

async function hasValidKey(session: SMTPServerSession, rules: LoginRules): Promise<boolean> {
  const accessKeyId = logins.get(session)?.accessKeyId;
  return accessKeyId !== undefined && (await acceptedIdentity(accessKeyId, rules)) !== undefined;
}

/** The session's login with its user's current permissions: none, where the user is gone. */
async function senderOf(session: SMTPServerSession, { identities }: LoginRules): Promise<SmtpIdentity> {
  const login = logins.get(session);
  if (login === undefined) throw replies.credentialsInvalid();
  const permissions = await identities.permissions(login.userName);
  const { accessKeyId, secretAccessKey, active, createdAt, userName, userArn } = login;
  return { policies: [], ...permissions, accessKeyId, secretAccessKey, active, createdAt, userName, userArn };
}

/** smtp-server passes domains in Unicode; policies and identities have them in Punycode. */
function canonical(address: string): string {
  return parseAddress(address)?.address ?? address;
}

function tlsOptions({ certPem, keyPem }: ServerCertificate): SMTPServerOptions {
  return { cert: certPem, key: keyPem, minVersion: "TLSv1.2" };
}

/** SES advertises 8BITMIME, SIZE, STARTTLS and AUTH, and its own name has no region. */
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
 * An async function as an smtp-server callback. A thrown SmtpReply is sent as is; any other error becomes SES's
 * temporary failure, without its cause.
 */
function asCallback<Subject, Result>(
  handle: (subject: Subject, session: SMTPServerSession) => Promise<Result>,
): (subject: Subject, session: SMTPServerSession, callback: HookCallback<Result>) => void {
  return (subject, session, callback) => {
    handle(subject, session).then(
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
