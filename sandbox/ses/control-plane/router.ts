import { ZodError } from "zod";

import {
  ApiError,
  type ApiRequest,
  type ApiResponse,
  errorResponse,
  type Operation,
  type Operations,
} from "./api";

/** Routes a request to its operation and returns its response or error in AWS's REST JSON protocol. */
export function createRouter(operations: Operations): (request: ApiRequest) => ApiResponse {
  const routes = Object.entries(operations).map(([route, operation]) => ({
    ...parseRoute(route),
    operation,
  }));
  return request => {
    try {
      const { operation, names } = find(routes, request);
      return {
        status: 200,
        body:
          operation({
            ...{ names, query: request.query, body: parseBody(request.body) },
            caller: request.caller ?? "root",
          }) ?? {},
      };
    } catch (error) {
      return responseTo(error);
    }
  };
}

interface Route {
  method: string;
  segments: readonly string[];
  operation: Operation;
}

function parseRoute(route: string): Omit<Route, "operation"> {
  const [method = "", path = ""] = route.split(" ");
  return { method, segments: path.split("/") };
}

function find(routes: readonly Route[], { method, path }: ApiRequest) {
  const given = path.replace(/\/$/, "").split("/");
  const route = routes.find(
    ({ segments, ...candidate }) =>
      candidate.method === method &&
      segments.length === given.length &&
      segments.every((segment, index) => isPlaceholder(segment) || segment === given[index]),
  );
  if (!route)
    throw new ApiError("UnknownOperationException", `Local SES does not support ${method} ${path}.`);
  const names = given.filter((_, index) => isPlaceholder(route.segments[index] ?? "")).map(decode);
  return { operation: route.operation, names };
}

function isPlaceholder(segment: string): boolean {
  return segment.startsWith("{");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ApiError("BadRequestException", "The path has invalid percent-encoding.");
  }
}

function parseBody(body: string): unknown {
  if (body === "") return {};
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new ApiError("BadRequestException", "The body is not valid JSON.");
  }
}

function responseTo(error: unknown): ApiResponse {
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    const detail = `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`;
    return errorResponse(new ApiError("BadRequestException", detail));
  }
  if (!(error instanceof ApiError)) throw error;
  return errorResponse(error);
}
