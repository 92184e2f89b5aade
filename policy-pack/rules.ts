import { type Catalog, loadCatalog } from "./catalog/catalog";
import { loadPrices, type Prices } from "./catalog/prices";
import { loadServicesWithoutSource, loadUnscopedActions, type Reasons } from "./catalog/reasons";
import { loadRuntimes, type Runtimes } from "./catalog/runtimes";
import { freeAllotments } from "./cost/free-allotments";
import { standingCost } from "./cost/standing-cost";
import { unclassified } from "./cost/unclassified";
import { failurePath } from "./house/failure-path";
import { functionForm } from "./house/function-form";
import { functionParts } from "./house/function-parts";
import { encryptedQueues, namedSources, sourcePolicies } from "./house/queues-and-topics";
import { authorizedRoutes } from "./house/routes";
import { protectedTable } from "./house/table";
import { fullAccess } from "./privilege/full-access";
import { guardedTrust } from "./privilege/trust";
import { boundedUsers } from "./privilege/users";
import { wildcardActions, wildcardResources } from "./privilege/wildcards";
import type { ResourceRule, StackRule } from "./resource/resource";

/** The data the rules use. */
export interface PackData {
  readonly catalog: Catalog;
  readonly prices: Prices;
  readonly unscopedActions: Reasons;
  readonly servicesWithoutSource: Reasons;
  readonly runtimes: Runtimes;
}

export type Rule = { readonly description: string } & (
  { readonly resource: ResourceRule } | { readonly stack: StackRule }
);
export type Rules = ReturnType<typeof rules>;

export function loadData(): PackData {
  return {
    catalog: loadCatalog(),
    prices: loadPrices(),
    unscopedActions: loadUnscopedActions(),
    servicesWithoutSource: loadServicesWithoutSource(),
    runtimes: loadRuntimes(),
  };
}

/**
 * Every rule, by its policy's name in camel case. What must stop a deployment before anything is created is a rule
 * on a resource; those on the stack run at the end of a preview.
 */
export function rules(
  { catalog, prices, unscopedActions, servicesWithoutSource, runtimes }: PackData,
  today: string,
) {
  return {
    standingCost: { description: "No resource costs anything while idle.", resource: standingCost(catalog) },
    unclassifiedResource: {
      description: "Every idle cost is known.",
      resource: unclassified(catalog),
    },
    freeAllotments: {
      description: "Usage stays within the free allotments.",
      stack: freeAllotments(catalog, prices),
    },
    wildcardActions: { description: "No policy allows a whole service.", resource: wildcardActions },
    wildcardResources: {
      description: 'No policy allows on resource "*" what AWS can limit.',
      resource: wildcardResources(unscopedActions),
    },
    fullAccess: { description: "No managed policy grants full access.", resource: fullAccess },
    guardedTrust: {
      description: "Service trust is limited to a source.",
      resource: guardedTrust(servicesWithoutSource),
    },
    boundedUsers: { description: "Every user has a permissions boundary.", resource: boundedUsers },
    functionForm: {
      description: "Every function follows the house form.",
      resource: functionForm(runtimes, today),
    },
    functionParts: {
      description: "Every function has its own role and log group.",
      stack: functionParts,
    },
    failurePath: { description: "No failed event is dropped.", stack: failurePath },
    encryptedQueues: { description: "Queues are encrypted.", resource: encryptedQueues },
    namedSources: {
      description: "Topic and queue policies limit services to a source.",
      resource: namedSources,
    },
    sourcePolicies: {
      description: "Every topic and queue has a policy.",
      stack: sourcePolicies,
    },
    authorizedRoutes: {
      description: "API routes require authorization, except for two.",
      resource: authorizedRoutes,
    },
    protectedTable: { description: "The table is protected from deletion.", resource: protectedTable },
  } satisfies Record<string, Rule>;
}
