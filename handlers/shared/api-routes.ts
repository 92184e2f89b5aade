/**
 * The routes of the HTTP API: API Gateway selects one of them, and the function dispatches by its key. There is no
 * `$default` and no `{proxy+}` route, so a request that is not listed here never reaches the function
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
 */

const CREDENTIALS = "/api/credentials";
const CREDENTIAL = `${CREDENTIALS}/{username}`;

export const API_ROUTES = {
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

/** What a caller does, as audit log entries and the API's description name it. */
export type ApiAction = keyof typeof API_ROUTES;

/** Requests per second, and how many of them at once, as API Gateway's token buckets allow. */
export interface Throttle {
  rate: number;
  burst: number;
}

const READ: Throttle = { rate: 20, burst: 40 };
const WRITE: Throttle = { rate: 10, burst: 20 };

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
};

/** The routes of `smtp-webhook`, for callers that nothing authenticates: SNS signs what it posts. */
export const WEBHOOK_ROUTES = {
  notifications: "POST /api/webhooks/ses/notifications",
  health: "GET /api/webhooks/ses/health",
} as const;
