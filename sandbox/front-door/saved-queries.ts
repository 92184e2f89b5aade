import { randomUUID } from "node:crypto";
import { arrayOf, jsonOf, textOf } from "./authorization/permission";
import { errorResponse, type HttpResponse } from "./http-response";
import type { FrontDoorRequest } from "./request";

const ACTIONS = ["PutQueryDefinition", "DescribeQueryDefinitions", "DeleteQueryDefinition"];

/** In a region: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html. */
const MAX_DEFINITIONS = 1_000;

interface Definition {
  queryDefinitionId: string;
  name: string;
  queryString: string;
  lastModified: number;
  logGroupNames?: string[];
}

/**
 * Saved queries of CloudWatch Logs Insights, which the emulator (MiniStack 1.5.33) does not have. The limits are those
 * of https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html.
 */
export class SavedQueries {
  private readonly definitions = new Map<string, Definition>();

  answers({ service, action }: FrontDoorRequest): boolean {
    return service === "logs" && ACTIONS.includes(action);
  }

  answer(request: FrontDoorRequest, now = Date.now()): HttpResponse {
    const input = jsonOf(request);
    if (request.action === "PutQueryDefinition") return this.put(input, now);
    if (request.action === "DeleteQueryDefinition") return this.remove(textOf(input["queryDefinitionId"]));
    return this.describe(input);
  }

  private put(input: Record<string, unknown>, now: number): HttpResponse {
    const [name, queryString] = [textOf(input["name"]), textOf(input["queryString"])];
    if (name.length < 1 || name.length > 255) return invalid("name", "have length between 1 and 255");
    if (queryString.length < 1 || queryString.length > 10_000)
      return invalid("queryString", "have length between 1 and 10000");
    const groups = arrayOf(input["logGroupNames"]).map(textOf);
    if (groups.some(group => !/^[.\-_/#A-Za-z0-9]{1,512}$/.test(group)))
      return invalid("logGroupNames", "consist of names of log groups");
    const given = textOf(input["queryDefinitionId"]);
    if (given !== "" && !this.definitions.has(given)) return notFound(given);
    if (given === "" && this.definitions.size >= MAX_DEFINITIONS)
      return errorResponse(
        "logs",
        400,
        "LimitExceededException",
        "You have reached the maximum number of query definitions.",
      );
    const queryDefinitionId = given === "" ? randomUUID() : given;
    this.definitions.set(queryDefinitionId, {
      queryDefinitionId,
      name,
      queryString,
      lastModified: now,
      ...(groups.length > 0 && { logGroupNames: groups }),
    });
    return json({ queryDefinitionId });
  }

  private describe(input: Record<string, unknown>): HttpResponse {
    const prefix = textOf(input["queryDefinitionNamePrefix"]);
    const all = [...this.definitions.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const size = Number(input["maxResults"] ?? MAX_DEFINITIONS);
    const start = Number(textOf(input["nextToken"]) || 0);
    const more = start + size < all.length;
    return json({
      queryDefinitions: all.slice(start, start + size),
      ...(more && { nextToken: String(start + size) }),
    });
  }

  private remove(queryDefinitionId: string): HttpResponse {
    return this.definitions.delete(queryDefinitionId) ? json({ success: true }) : notFound(queryDefinitionId);
  }
}

function json(body: object): HttpResponse {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
  };
}

function invalid(field: string, constraint: string): HttpResponse {
  const message = `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must ${constraint}`;
  return errorResponse("logs", 400, "InvalidParameterException", message);
}

function notFound(id: string): HttpResponse {
  return errorResponse(
    "logs",
    400,
    "ResourceNotFoundException",
    `The query definition ${id} does not exist.`,
  );
}
