import { randomBytes, randomUUID } from "node:crypto";

import type { SMTPServerOptions, SMTPServerSession } from "smtp-server";

import { isDomain, parseAddress } from "../addresses";
import { readMessage, type ReadMessage } from "../message/message";
import { InvalidMessage } from "../message/rejection";
import type { ServerCertificate } from "../server-certificate";
import type { AcceptedMessage, RefusedMessage, Submitter } from "./accepted-message";
import {
  acceptedIdentity,
  authenticate,
  type LoginRules,
  type SmtpIdentity,
  type SmtpLogin,
} from "./authentication";
import type { MemoryBudget } from "./memory-budget";
import { newMessageId } from "./message-id";
import { receiveMessage } from "./received-message";
import { SmtpReply, replies } from "./replies";
import { type SendingAccount, evaluateSubmission } from "./sender-policy";
import { SesServer, type SessionLimits } from "./ses-connection";

export interface SubmissionOptions extends LoginRules, SessionLimits {
  certificate: ServerCertificate;
  account: SendingAccount;
  maxMessageBytes: number;
  memory: MemoryBudget;
  onAccepted: (message: AcceptedMessage) => void;
  onRefused: (message: RefusedMessage) => void;
}

/** Beyond 50, SES rejects the message after DATA; a session must not hold any number of them until then. */
const MAX_RECIPIENTS_HELD = 1_000;

/**
 * SES's SMTP endpoint: one server for the STARTTLS ports, one for the TLS wrapper ports
 * (https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html).
 */
export function createSubmissionServer(mode: "starttls" | "tls", options: SubmissionOptions): SesServer {
  const serverOptions: SMTPServerOptions = {
    ...tlsOptions(options.certificate),
    ...greeting(options),
    secure: mode === "tls",
    authMethods: ["PLAIN", "LOGIN"],
    disabledCommands: ["VRFY", "WIZ", "SHELL", "KILL", "XCLIENT", "XFORWARD"],
    disableReverseLookup: true,
    maxRecipients: MAX_RECIPIENTS_HELD,
    logger: false,
    onAuth: asCallback(async ({ username = "", password, authzid }, session) => {
      const mayActAs = !authzid || authzid === username;
      const user = mayActAs ? await authenticate(username, password ?? "", options) : undefined;
      if (!user) throw replies.credentialsInvalid();
      logins.set(session, user);
      return { user: user.accessKeyId };
    }),
    onMailFrom: asCallback(async ({ address, args }, session) => {
      checkParameters(args, session.openingCommand === "EHLO" ? MAIL_PARAMETERS : []);
      if (options.endsSessionsWithKey && !(await hasValidKey(session, options)))
        throw replies.credentialsInvalid();
      if (!parseAddress(address)) throw replies.invalidMailFrom();
    }),
    onRcptTo: asCallback(async ({ address, args }) => {
      checkParameters(args, []);
      if (parseAddress(address)) return;
      const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
      throw address.includes("@") && !isDomain(domain)
        ? replies.invalidRecipientDomain()
        : replies.invalidRcptTo();
    }),
    onData: asCallback(async (stream, session) => {
      const draft: Draft = { subject: "" };
      try {
        const id = await receiveMessage(stream, options, raw => accept(raw, draft, session, options));
        return `Ok ${id}`;
      } catch (error) {
        if (error instanceof SmtpReply) noteRefusal(error, draft, session, options);
        throw error;
      }
    }),
  };
  const server = new SesServer(serverOptions, options);
  // Errors of single sessions; without a listener they would end the process.
  server.on("error", () => undefined);
  return server;
}

/**
 * Reads the policies again for each message. The key is checked at AUTH only: a session that is logged in stays so when
 * its key is made inactive or deleted, until the policy, or the end of the user, stops it.
 */
async function accept(
  raw: Buffer,
  draft: Draft,
  session: SMTPServerSession,
  options: SubmissionOptions,
): Promise<string> {
  const user = await senderOf(session, options);
  const message = readOrReject(raw);
  const { subject, shape, fields } = message;
  draft.subject = subject;
  const envelope = envelopeOf(session);
  const submission = { envelopeFrom: envelope.from, recipients: envelope.to, message };
  const decision = evaluateSubmission(submission, user, options.account);
  if (decision instanceof SmtpReply) throw decision;

  const receivedAt = options.now();
  const id = newMessageId(receivedAt);
  options.onAccepted({
    ...submitterOf(user, session),
    ...{ id, receivedAt, envelope, subject, fields, shape, raw },
    ...decision,
  });
  return id;
}

/** What is known of a message before it is accepted. */
interface Draft {
  subject: string;
}

/** For people: SES itself publishes nothing about a message that it refuses. */
function noteRefusal(
  { responseCode, message }: SmtpReply,
  { subject }: Draft,
  session: SMTPServerSession,
  options: SubmissionOptions,
): void {
  const login = logins.get(session);
  if (login === undefined) return;
  options.onRefused({
    ...submitterOf(login, session),
    ...{ id: randomUUID(), receivedAt: options.now(), envelope: envelopeOf(session), subject },
    reply: `${responseCode} ${message}`,
  });
}

function envelopeOf({ envelope: { mailFrom, rcptTo } }: SMTPServerSession): AcceptedMessage["envelope"] {
  return {
    from: mailFrom ? canonical(mailFrom.address) : "",
    to: rcptTo.map(({ address }) => canonical(address)),
  };
}

function submitterOf({ userName: user, accessKeyId }: Sender, session: SMTPServerSession): Submitter {
  const { remoteAddress, tlsOptions } = session;
  const tlsVersion = typeof tlsOptions === "object" ? tlsOptions.version : undefined;
  return {
    ...{ user, accessKeyId, sourceIp: remoteAddress.replace(/^::ffff:/, ""), operation: "SendSmtpEmail" },
    ...(tlsVersion !== undefined && { tlsVersion }),
  };
}

type Sender = Pick<SmtpLogin, "userName" | "accessKeyId">;

/** @throws SmtpReply 554 Transaction failed */
function readOrReject(raw: Buffer): ReadMessage {
  try {
    return readMessage(raw);
  } catch (error) {
    throw error instanceof InvalidMessage ? replies.transactionFailed(error.message) : error;
  }
}

/** Of the extensions that EHLO offers: 8BITMIME (RFC 6152), SIZE (RFC 1870) and AUTH (RFC 4954). */
const MAIL_PARAMETERS = ["BODY", "SIZE", "AUTH"];

/** @throws SmtpReply where a parameter belongs to no extension that was offered */
function checkParameters(args: object | false, offered: readonly string[]): void {
  const unknown = Object.keys(args || {}).find(name => !offered.includes(name));
  if (unknown !== undefined) throw replies.unknownParameter(unknown);
}

/** Who is logged in, by session. */
const logins = new WeakMap<SMTPServerSession, SmtpLogin>();

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
