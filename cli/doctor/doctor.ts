import { domainChecks } from "./domain/checks";
import type { HttpsPlace } from "./domain/fetch-policy";
import type { Area } from "./findings/catalog";
import { CHECKS } from "./findings/catalog";
import type { Check } from "./findings/run";
import type { DnsServer } from "./lookup/client";
import { dnsView } from "./lookup/view";
import { type DoctorOutputs, domainTargets } from "./outputs";

/** What is examined, and with what. */
export interface DoctorSources {
  outputs: DoctorOutputs;
  /** In the order in which they are tried. */
  resolvers: readonly DnsServer[];
  https?: HttpsPlace;
}

export interface DoctorScope {
  domain?: string | undefined;
  only?: Area | undefined;
}

/** The checks of a stack. They print nothing: whoever runs them (`runDoctor`) shows what they find. */
export function doctorChecks({ outputs, resolvers, https }: DoctorSources, scope: DoctorScope): Check[] {
  const view = dnsView(resolvers);
  const domains = domainTargets(outputs, scope.domain);
  const all = domains.flatMap(target => domainChecks({ view, ...(https && { https }) }, target));
  return all.filter(({ name }) => scope.only === undefined || CHECKS[name].area === scope.only);
}
