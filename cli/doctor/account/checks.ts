import { type Check, check } from "../findings/run";
import {
  type Account,
  judgeAccountSuppression,
  judgeAutoValidation,
  judgePlan,
  judgeProduction,
  judgeQuota,
  judgeSending,
} from "./account";
import { type EventTargets, judgeConfigurationSet, judgeDestinations } from "./configuration-set";
import {
  type FoundIdentity,
  type IdentityTarget,
  judgeDefaultSet,
  judgeForwarding,
  judgeIdentity,
  judgeIdentityMailFrom,
  judgeSigning,
  judgeTopics,
} from "./identity";
import { judgeIdentityPolicies } from "./identity-policies";
import type { SesObserver } from "./observe";
import { isBelow, judgeOtherIdentities } from "./other-identities";

const SUBJECT = "SES account";

/** The account as a whole, and the stack's configuration set. */
export function accountChecks(ses: SesObserver, targets: EventTargets): Check[] {
  const { configurationSetName: set } = targets;
  const account = (name: Check["name"], judge: (found: Account) => ReturnType<typeof judgeQuota>) =>
    check(name, SUBJECT, () => ses.account(), judge);
  return [
    account("sending", judgeSending),
    account("production-access", judgeProduction),
    account("quota", judgeQuota),
    account("plan", judgePlan),
    account("auto-validation", judgeAutoValidation),
    account("account-suppression", judgeAccountSuppression),
    check(
      "configuration-set",
      set,
      () => ses.configurationSet(set),
      found => judgeConfigurationSet(found, set),
    ),
    check(
      "event-destinations",
      set,
      () => ses.destinations(set),
      found => judgeDestinations(found, targets),
    ),
  ];
}

/** Besides the domain, SES may know subdomains and addresses of it, each with settings of its own. */
const MAX_OTHERS = 50;

export function identityChecks(ses: SesObserver, target: IdentityTarget, stack: string): Check[] {
  const { identity, configurationSetName } = target;
  const about = (
    name: Check["name"],
    judge: (found: FoundIdentity, target: IdentityTarget) => ReturnType<typeof judgeQuota>,
  ) =>
    check(
      name,
      identity,
      () => ses.identity(identity),
      found => judge(found, target),
    );
  return [
    about("identity", judgeIdentity),
    about("identity-signing", judgeSigning),
    about("identity-mail-from", judgeIdentityMailFrom),
    about("feedback-forwarding", judgeForwarding),
    about("default-configuration-set", judgeDefaultSet),
    about("identity-policies", found => judgeIdentityPolicies(found?.Policies, { identity, stack })),
    check(
      "identity-topics",
      identity,
      () => ses.topics(identity),
      topics => judgeTopics(topics, target),
    ),
    check(
      "other-identities",
      identity,
      async () => {
        const below = (await ses.identities()).filter(name => isBelow(name, identity)).slice(0, MAX_OTHERS);
        return Promise.all(below.map(async name => ({ name, found: await ses.identity(name) })));
      },
      others => judgeOtherIdentities(others, configurationSetName),
    ),
  ];
}
