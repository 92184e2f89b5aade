import type { Subscription } from "@aws-sdk/client-sns";
import { type Detail, error } from "../findings/finding";
import type { StackObserver } from "./observe";
import { allowsService } from "./service-access";

/** What lies between SES and the recorder, for one topic. Undefined: it does not exist. */
interface EventPath {
  topicArn: string;
  subscriptions: readonly Pick<Subscription, "Protocol" | "Endpoint" | "SubscriptionArn">[] | undefined;
  /** JSON. */
  topicPolicy: string | undefined;
  /** Of the recorder's subscription: https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html. */
  delivery: Readonly<Record<string, string>> | undefined;
  /** JSON. */
  recorderPolicy: string | undefined;
}

interface PathNames {
  /** `bounces` or `complaints`. */
  what: string;
  recorder: string;
  configurationSetName: string;
}

/** The subscription through which a function gets a topic's messages. */
function subscriptionOf<Each extends Pick<Subscription, "Protocol" | "Endpoint">>(
  found: readonly Each[] | undefined,
  functionName: string,
): Each | undefined {
  return found?.find(
    ({ Protocol, Endpoint = "" }) =>
      Protocol === "lambda" && Endpoint.split(":function:")[1]?.split(":")[0] === functionName,
  );
}

export async function observeEventPath(
  aws: Pick<StackObserver, "subscriptions" | "topicPolicy" | "subscription" | "functionPolicy">,
  topicArn: string,
  recorder: string,
): Promise<EventPath> {
  const [subscriptions, topicPolicy, recorderPolicy] = await Promise.all([
    aws.subscriptions(topicArn),
    aws.topicPolicy(topicArn),
    aws.functionPolicy(recorder),
  ]);
  const arn = subscriptionOf(subscriptions, recorder)?.SubscriptionArn;
  const delivery = arn === undefined ? undefined : await aws.subscription(arn);
  return { topicArn, subscriptions, topicPolicy, delivery, recorderPolicy };
}

/** Each link on the way of an event, which is broken for all of them if one is. */
export function judgeEventPath(
  path: EventPath,
  { what, recorder, configurationSetName }: PathNames,
): Detail[] {
  const { topicArn, subscriptions, topicPolicy, delivery, recorderPolicy } = path;
  const why = `Nobody is suppressed, no alert is sent, and no report shows ${what}.`;
  const remedy = "Run `pulumi refresh` and `pulumi up`.";
  const broken = (text: string) => error(text, why, remedy);
  if (subscriptions === undefined) return [broken(`the topic for ${what} does not exist`)];
  const setArn = topicArn.replace(/:sns:(.*):[^:]*$/, `:ses:$1:configuration-set/${configurationSetName}`);
  const publishes = { service: "ses.amazonaws.com", action: "sns:Publish", sourceArn: setArn };
  const invokes = { service: "sns.amazonaws.com", action: "lambda:InvokeFunction", sourceArn: topicArn };
  const details: Detail[] = [];
  if (!allowsService(topicPolicy, publishes))
    details.push(
      broken(`the policy of the topic for ${what} does not let SES publish for ${configurationSetName}`),
    );
  if (subscriptionOf(subscriptions, recorder) === undefined)
    return [...details, broken(`${recorder} is not subscribed to the topic for ${what}`)];
  if (!allowsService(recorderPolicy, invokes))
    details.push(broken(`the policy of ${recorder} does not let the topic for ${what} invoke it`));
  if (filters(delivery?.["FilterPolicy"]))
    details.push(broken(`the recorder's subscription to the topic for ${what} has a filter policy`));
  return details;
}

function filters(policy: string | undefined): boolean {
  return policy !== undefined && policy !== "" && policy !== "{}";
}
