/**
 * The routes of the HTTP API: API Gateway selects one of them, and the function dispatches by its key. There is no
 * `$default` and no `{proxy+}` route, so a request that is not listed here never reaches the function
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
 */

const METRICS = "/api/metrics";
const SUPPRESSIONS = `${METRICS}/email/suppressions`;
const CREDENTIALS = "/api/credentials";
const CREDENTIAL = `${CREDENTIALS}/{username}`;

const CREDENTIAL_ROUTES = {
  listCredentials: `GET ${CREDENTIALS}`,
  getCredential: `GET ${CREDENTIAL}`,
  putCredential: `PUT ${CREDENTIAL}`,
  patchCredential: `PATCH ${CREDENTIAL}`,
  deleteCredential: `DELETE ${CREDENTIAL}`,
  // POST, not GET: a permission for `GET …/credentials/*` would match everything below a credential.
  getSecret: `POST ${CREDENTIAL}/secret`,
  rotateCredential: `POST ${CREDENTIAL}/rotate`,
  disableCredential: `POST ${CREDENTIAL}/disable`,
  enableCredential: `POST ${CREDENTIAL}/enable`,
} as const;

const METRICS_ROUTES = {
  getBounces: `GET ${METRICS}/email/bounces`,
  getComplaints: `GET ${METRICS}/email/complaints`,
  getViolations: `GET ${METRICS}/email/violations`,
  getSummary: `GET ${METRICS}/email/summary`,
  listSuppressions: `GET ${SUPPRESSIONS}`,
  addSuppression: `POST ${SUPPRESSIONS}`,
  deleteSuppression: `DELETE ${SUPPRESSIONS}/{email}`,
  // An address may have characters that a path does not carry well.
  deleteSuppressionByQuery: `DELETE ${SUPPRESSIONS}`,
  getPrometheus: `GET ${METRICS}/prometheus`,
} as const;

/** Of the API that serves the MTA-STS policy, which is another one: RFC 8461 §3.2 fixes the path. */
export const MTA_STS_ROUTE = "GET /.well-known/mta-sts.txt";

/** Senders keep a policy for days, so that a few requests a second are plenty. */
export const MTA_STS_THROTTLE = { rate: 10, burst: 20 } as const;

/** What a caller does with credentials. */
export type CredentialAction = keyof typeof CREDENTIAL_ROUTES;

/** What a caller does with events and suppressions. */
export type MetricsAction = keyof typeof METRICS_ROUTES;

export const API_ROUTES = { ...CREDENTIAL_ROUTES, ...METRICS_ROUTES };

/** What a caller does, as audit log entries and the API's description name it. */
export type ApiAction = keyof typeof API_ROUTES;

/** Requests per second, and how many of them at once, as API Gateway's token buckets allow. */
export interface Throttle {
  rate: number;
  burst: number;
}

const READ: Throttle = { rate: 20, burst: 40 };
const WRITE: Throttle = { rate: 10, burst: 20 };
/** Each of these reads a partition of the table for every day. */
const REPORT: Throttle = { rate: 5, burst: 10 };

/** Throttles of each route, for all callers together. */
export const API_THROTTLES: Readonly<Record<ApiAction, Throttle>> = {
  listCredentials: READ,
  getCredential: READ,
  putCredential: WRITE,
  patchCredential: WRITE,
  deleteCredential: WRITE,
  getSecret: { rate: 5, burst: 10 },
  rotateCredential: { rate: 5, burst: 10 },
  disableCredential: WRITE,
  enableCredential: WRITE,
  getBounces: REPORT,
  getComplaints: REPORT,
  getViolations: REPORT,
  getSummary: REPORT,
  listSuppressions: REPORT,
  addSuppression: WRITE,
  deleteSuppression: WRITE,
  deleteSuppressionByQuery: WRITE,
  getPrometheus: REPORT,
};

/** The routes of `smtp-webhook`, for callers that nothing authenticates: SNS signs what it posts. */
export const WEBHOOK_ROUTES = {
  notifications: "POST /api/webhooks/ses/notifications",
  health: "GET /api/webhooks/ses/health",
} as const;

/**
 * Far above `maxReceivesPerSecond: 10`, the delivery policy in docs/events.md: SNS does not retry after
 * the 429 of a throttle, as it does after a 5xx. A flood of this rate keeps one invocation busy, and so stops no other
 * function even where an account may run ten at once.
 */
export const WEBHOOK_THROTTLES: Readonly<Record<keyof typeof WEBHOOK_ROUTES, Throttle>> = {
  notifications: { rate: 100, burst: 200 },
  health: { rate: 5, burst: 10 },
};
