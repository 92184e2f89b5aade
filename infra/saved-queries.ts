import type * as pulumi from "@pulumi/pulumi";
import { QueryDefinition } from "@pulumi/aws/cloudwatch";
import { FAILURES_BY_CODE, ONE_LOGINS_STORY, SLOWEST_ACTIVATIONS, WHO_SENT_TO } from "./dashboards/queries";
import { logGroupNameIn } from "./names";

/** The log groups that the queries search. */
export interface SearchedLogs {
  readonly managerLogArn: pulumi.Output<string>;
  readonly recorderLogArn: pulumi.Output<string>;
  readonly allLogArns: readonly pulumi.Output<string>[];
}

/**
 * Queries to choose from in the Logs Insights console, in a folder of the stack. Saving them costs nothing; running one
 * costs USD 0.005 per GB that it searches (https://aws.amazon.com/cloudwatch/pricing/).
 */
export function saveQueries(
  stack: string,
  { managerLogArn, recorderLogArn, allLogArns }: SearchedLogs,
): void {
  const save = (
    name: string,
    title: string,
    queryString: string,
    logGroupArns: readonly pulumi.Output<string>[],
  ) =>
    new QueryDefinition(name, {
      name: `ses-smtp/${stack}/${title}`,
      queryString,
      logGroupNames: logGroupArns.map(arn => arn.apply(logGroupNameIn)),
    });
  save("smtp-one-login", "One login's story", ONE_LOGINS_STORY, allLogArns);
  save("smtp-failures-by-code", "Failures by code", FAILURES_BY_CODE, [managerLogArn]);
  save("smtp-who-sent", "Who sent to an address", WHO_SENT_TO, [recorderLogArn]);
  save("smtp-slowest-activations", "Slowest activations", SLOWEST_ACTIVATIONS, [managerLogArn]);
}
