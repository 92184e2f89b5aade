/**
 * `ses-smtp/mailer`: an application sends its mail through Amazon SES's SMTP endpoint, or any SMTP server. It imports
 * nodemailer and nothing else; configurations kept in DynamoDB are read by `ses-smtp/mailer/store`.
 */
export { createMailer } from "./create-mailer";
export { configFromEnvironment } from "./config/environment";
export { API_CREDENTIALS, modernised } from "./config/legacy";
export type {
  EmailConfig,
  Endpoint,
  SesConfig,
  SmtpConfig,
  SmtpLogin,
  SmtpTlsConfig,
  TlsConfig,
} from "./config/types";
export { parseConfig, type ParsedConfig, validConfig } from "./config/validate";
export type { RetryOptions } from "./delivery/backoff";
export type { CredentialsSource } from "./delivery/logins";
export type { PoolOptions } from "./delivery/pool";
export type { Rejection } from "./delivery/session";
export type { Timeouts } from "./delivery/timing";
export { ERROR_CODES, type ErrorCode } from "./errors/codes";
export { type Explanation, explainReply } from "./errors/explain";
export { type Cause, type Fault, MailerError } from "./errors/mailer-error";
export type { Mailer, MailerOptions, SendOptions, SendResult, Verified } from "./mailer";
export type { Mailbox } from "./message/addresses";
export type { AddressInput, Attachment, ListUnsubscribe, Message } from "./message/types";
export { type Logger, logTo, type MailerEvent, type Observer } from "./observe/events";
export { SES_REGIONS, sesSmtpHost } from "../records/ses-regions";
export { nearestRegion } from "./regions";
export { MemorySuppressionList } from "./suppression/memory";
export type { Suppression, SuppressionList, SuppressionOptions } from "./suppression/types";
