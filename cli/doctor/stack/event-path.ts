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

/** One link of the way, in the order in which an event passes them. */
export interface Link {
  /** Such as `SES may publish to the topic for bounces`. */
  works: string;
  /** Why it does not. */
  problem?: string | undefined;
  /** Default: another deployment. */
  remedy?: string | undefined;
}

/** The links from SES to the recorder, up to where nothing more can be said. */
export function eventLinks(path: EventPath, { what, recorder, configurationSetName }: PathNames): Link[] {
  const { topicArn, subscriptions, topicPolicy, delivery, recorderPolicy } = path;
  const topic = `the topic for ${what}`;
  const publishing = `SES may publish to ${topic}`;
  if (subscriptions === undefined) return [{ works: publishing, problem: `${topic} does not exist` }];
  const setArn = topicArn.replace(/:sns:(.*):[^:]*$/, `:ses:$1:configuration-set/${configurationSetName}`);
  const publishes = { service: "ses.amazonaws.com", action: "sns:Publish", sourceArn: setArn };
  const invokes = { service: "sns.amazonaws.com", action: "lambda:InvokeFunction", sourceArn: topicArn };
  const unless = (isRight: boolean, problem: string) => (isRight ? undefined : problem);
  const isSubscribed = subscriptionOf(subscriptions, recorder) !== undefined;
  const upToSubscription: Link[] = [
    {
      works: publishing,
      problem: unless(
        allowsService(topicPolicy, publishes),
        `the policy of ${topic} does not let SES publish for ${configurationSetName}`,
      ),
    },
    {
      works: `${recorder} is subscribed to ${topic}`,
      problem: unless(isSubscribed, `${recorder} is not subscribed to ${topic}`),
    },
  ];
  if (!isSubscribed) return upToSubscription;
  return [
    ...upToSubscription,
    {
      works: `${topic} may invoke ${recorder}`,
      problem: unless(
        allowsService(recorderPolicy, invokes),
        `the policy of ${recorder} does not let ${topic} invoke it`,
      ),
    },
    {
      works: `${topic} delivers every message to ${recorder}`,
      problem: unless(
        !filters(delivery?.["FilterPolicy"]),
        `the recorder's subscription to ${topic} has a filter policy`,
      ),
    },
  ];
}

/** Each link on the way of an event, which is broken for all of them if one is. */
export function judgeEventPath(path: EventPath, names: PathNames): Detail[] {
  const why = `Nobody is suppressed, no alert is sent, and no report shows ${names.what}.`;
  const remedy = "Run `pulumi refresh` and `pulumi up`.";
  return eventLinks(path, names).flatMap(({ problem }) =>
    problem === undefined ? [] : [error(problem, why, remedy)],
  );
}

function filters(policy: string | undefined): boolean {
  return policy !== undefined && policy !== "" && policy !== "{}";
}
