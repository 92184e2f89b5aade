/**
 * `ses-smtp/mailer`: sends an application's email through Amazon SES's SMTP endpoint, or any SMTP server. Its only
 * dependency is nodemailer; `ses-smtp/mailer/store` reads configurations stored in DynamoDB.
 */
export { createMailer } from "./create-mailer";
export { configFromEnvironment } from "./config/environment";
export { API_CREDENTIALS, modernized } from "./config/legacy";
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
export type { Timeouts } from "./delivery/timeouts";
export type { Verified } from "./delivery/verify";
export { ERROR_CODES, type ErrorCode } from "./errors/codes";
export { type Explanation, explainReply } from "./errors/explain";
export { type Cause, MailerError } from "./errors/mailer-error";
export type { Mailer, MailerOptions, SendOptions, SendResult } from "./mailer";
export type {
  AddressInput,
  Alternative,
  Attachment,
  CalendarEvent,
  ListUnsubscribe,
  Message,
} from "./message/types";
export { type Logger, logTo, type MailerEvent, type Observer } from "./observe/events";
export { SES_REGIONS, sesSmtpHost } from "../records/ses-regions";
export { nearestRegion } from "./config/regions";
export { MemorySuppressionList } from "./suppression/memory";
export type { Suppression, SuppressionList, SuppressionOptions } from "./suppression/types";
export type { Mailbox } from "./validation/addresses";
export type { Issue } from "./validation/issue";
