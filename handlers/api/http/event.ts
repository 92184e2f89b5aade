/**
 * The fields used of API Gateway's event, payload format 2.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html). Header names
 * are in lower case; path parameters are already decoded.
 */
export interface ApiEvent {
  routeKey?: string;
  headers?: Readonly<Record<string, string | undefined>>;
  pathParameters?: Readonly<Record<string, string | undefined>> | null;
  queryStringParameters?: Readonly<Record<string, string | undefined>>;
  body?: string;
  isBase64Encoded?: boolean;
  requestContext?: {
    requestId?: string;
    authorizer?: { iam?: { accountId?: string; userArn?: string; userId?: string } };
  };
}

/** What API Gateway turns into an HTTP response. */
export interface ApiResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
}

/** The IAM principal that signed the request. */
export interface Caller {
  accountId: string;
  userArn: string;
  userId: string;
}

/** @returns undefined for a request that no IAM principal signed; API Gateway rejects those */
export function callerOf(event: ApiEvent): Caller | undefined {
  const { accountId, userArn, userId } = event.requestContext?.authorizer?.iam ?? {};
  return accountId && userArn && userId ? { accountId, userArn, userId } : undefined;
}
