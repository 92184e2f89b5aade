/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type * as Lambda from "@aws-sdk/client-lambda";
import type * as Sqs from "@aws-sdk/client-sqs";
import { entryOf } from "../../logs/entry";
import { findLogGroups } from "../../logs/log-groups";
import { LOG_TERM, LogReader } from "../../logs/read";
import { discardMessages, readQueues, retryText } from "../../operations/failures";
import { retryParked } from "../../operations/retry-parked";
import { findStackResources } from "../../operations/stack-resources";
import { clientConfig } from "../../shared/aws-clients";
import { UsageError } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";
import type { ConsoleContext } from "../context";
import { type ConsolePage, consolePage } from "../environment";
import { page, seeOther } from "../respond";
import { Problems } from "./problem-list";
import { Story } from "./problem-story";

const STORY_MS = 7 * 24 * 3_600_000;

/** What failed and waits: parked for an operator, or for its next retry. */
export function problemsPage(context: ConsoleContext): ConsolePage {
  const { api, options } = context;
  const withQueues = <Result,>(work: (sqs: Sqs.SQSClient) => Promise<Result>) => {
    const { SQSClient } = require("@aws-sdk/client-sqs") as typeof Sqs;
    const sqs = new SQSClient(clientConfig(api.endpoint.region));
    return withReadableAwsErrors({}, () => work(sqs)).finally(() => {
      sqs.destroy();
    });
  };
  return consolePage()
    .get("/", async c => {
      const resources = await findStackResources(options, ["parkedQueueUrl", "deadLetterQueueUrl"]);
      const queues = await withQueues(sqs => readQueues(sqs, resources));
      return page(c, <Problems {...{ context, queues }} />);
    })
    .get("/story", async c => {
      const name = c.req.query("login") ?? "";
      if (!LOG_TERM.test(name))
        throw new UsageError("Login", `${JSON.stringify(name)} is not a name`, "use one of the list");
      const reader = new LogReader(await findLogGroups(options));
      try {
        const { events, isCut } = await reader.find(name, new Date(context.now().getTime() - STORY_MS));
        return await page(c, <Story {...{ context, name, entries: events.map(entryOf), isCut }} />);
      } finally {
        reader.close();
      }
    })
    .post("/retry", async c => {
      const { login } = await c.req.parseBody<Record<string, string>>();
      const resources = await findStackResources(options, RETRY_NEEDS);
      const { LambdaClient } = require("@aws-sdk/client-lambda") as typeof Lambda;
      const lambda = new LambdaClient(clientConfig(api.endpoint.region));
      const result = await withQueues(sqs =>
        retryParked({ sqs, lambda }, resources, login === undefined ? [] : [login]),
      ).finally(() => {
        lambda.destroy();
      });
      return seeOther(c, "/problems", {
        tone: result.notParsed > 0 ? "warn" : "good",
        text: retryText(result, "discard such messages below"),
      });
    })
    .post("/discard", async c => {
      const ids = (await c.req.formData()).getAll("id").map(String);
      const { parkedQueueUrl } = await findStackResources(options, ["parkedQueueUrl"]);
      const count = await withQueues(sqs => discardMessages(sqs, parkedQueueUrl, new Set(ids)));
      const text = count === 1 ? "1 message deleted." : `${count} messages deleted.`;
      return seeOther(c, "/problems", { tone: "good", text });
    });
}

const RETRY_NEEDS = [
  "parkedQueueUrl",
  "managerFunctionName",
  "dispatcherFunctionName",
  "recorderFunctionName",
] as const;
