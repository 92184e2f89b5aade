import { alarmPrefix } from "../../handlers/shared/alarm-names";
import { type StackOutputs, stackRegion } from "../api/stack-outputs";
import { accountChecks, identityChecks } from "./account/checks";
import { type SesObserver, sesObserver } from "./account/observe";
import { domainChecks } from "./domain/checks";
import type { HttpsPlace } from "./domain/fetch-policy";
import { type DkimNow, type DomainTarget, recordsOf } from "./domain/target";
import { type Area, CHECKS } from "./findings/catalog";
import type { Check } from "./findings/run";
import type { DnsServer } from "./lookup/client";
import { dnsView } from "./lookup/view";
import { domainTargets } from "./outputs";
import { roundTripCheck, type RoundTripOptions } from "./round-trip/check";
import { courier, type Courier } from "./round-trip/courier";
import { stackChecks } from "./stack/checks";
import { type StackObserver, stackObserver } from "./stack/observe";

/** What is examined, and with what. */
interface DoctorSources {
  outputs: StackOutputs;
  /** In the order in which they are tried. */
  resolvers: readonly DnsServer[];
  ses: SesObserver;
  aws: StackObserver;
  courier: Courier;
  https?: HttpsPlace;
  /** A CA besides the public ones, for the SMTP endpoint. */
  smtpCa?: string;
  now?: () => number;
}

interface DoctorScope {
  /** Only its DNS and identity. */
  domain?: string | undefined;
  only?: Area | undefined;
  /** Undefined: none is made, and nothing is sent. */
  roundTrip?: Omit<RoundTripOptions, "now"> | undefined;
}

/** With the caller's own permissions, in the stack's region. */
export function awsSources(outputs: StackOutputs): Pick<DoctorSources, "ses" | "aws" | "courier"> {
  const region = stackRegion(outputs);
  return {
    ...{ ses: sesObserver(region), aws: stackObserver(region) },
    courier: courier(region, outputs.tableName),
  };
}

/** The checks of a stack. They print nothing: whoever runs them (`runDoctor`) shows what they find. */
export function doctorChecks(sources: DoctorSources, scope: DoctorScope): Check[] {
  const { domain, only, roundTrip } = scope;
  const { outputs, resolvers, ses, aws, https, smtpCa, now = Date.now } = sources;
  const view = dnsView(resolvers);
  const domains = domainTargets(outputs, domain);
  const dns = { view, ...(https && { https }), dkimNow: (name: string) => dkimNow(ses, name) };
  const everything = domain === undefined;
  const all = [
    ...domains.flatMap(target => [
      ...domainChecks(dns, target),
      ...identityChecks(ses, identityTarget(target, outputs), outputs.smtpUsers.stack),
    ]),
    ...(everything ? accountChecks(ses, outputs) : []),
    ...(roundTrip === undefined
      ? []
      : [roundTripCheck(sources, { ...outputs, domain: firstDomain(outputs) }, { ...roundTrip, now })]),
    ...(everything ? stackChecks(aws, stackTargets(outputs), { now, ...(smtpCa && { smtpCa }) }) : []),
  ];
  return all.filter(({ name }) => only === undefined || CHECKS[name].area === only);
}

/** Undefined if SES cannot be asked: a check of its own says so, and the stack's outputs count meanwhile. */
async function dkimNow(ses: SesObserver, domain: string): Promise<DkimNow | undefined> {
  const found = await ses.identity(domain).catch(() => undefined);
  const {
    SigningAttributesOrigin: origin,
    Tokens: tokens,
    SigningHostedZone: zone,
  } = found?.DkimAttributes ?? {};
  return origin === "AWS_SES" && tokens !== undefined ? { tokens, zone } : undefined;
}

function firstDomain({ domainVerification: [first] }: StackOutputs): string {
  return first?.domain ?? "";
}

function identityTarget(target: DomainTarget, { configurationSetName }: StackOutputs) {
  const [mailFrom] = recordsOf(target, "mail-from");
  return { identity: target.domain, configurationSetName, mailFrom: mailFrom?.name };
}

function stackTargets(outputs: StackOutputs) {
  return { ...outputs, alarmPrefix: alarmPrefix(outputs.smtpUsers.stack) };
}
