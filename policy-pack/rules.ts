import { type AllowedActions, loadAllowedActions } from "./catalog/allowed-actions";
import { type Catalog, loadCatalog } from "./catalog/catalog";
import { loadPrices, type Prices } from "./catalog/prices";
import {
  loadBroadResources,
  loadManagedPolicies,
  loadServicesWithoutSource,
  loadUnscopedActions,
  type Reasons,
} from "./catalog/reasons";
import { loadRuntimes, type Runtimes } from "./catalog/runtimes";
import { loadAccessTypes, loadAllowedTypes, type TypeList } from "./catalog/type-list";
import { freeAllotments } from "./cost/free-allotments";
import { standingCost } from "./cost/standing-cost";
import { unclassified } from "./cost/unclassified";
import { failurePath } from "./house/failure-path";
import { functionForm } from "./house/function-form";
import { functionParts } from "./house/function-parts";
import { encryptedQueues, sourcePolicies } from "./house/queues-and-topics";
import { authorizedRoutes } from "./house/routes";
import { protectedTable } from "./house/table";
import { allowedActions, wildcardActions } from "./privilege/actions";
import { fullAccess } from "./privilege/managed-policies";
import { wildcardResources } from "./privilege/resources";
import { guardedTrust, namedSources } from "./privilege/trust";
import { allowedTypes } from "./privilege/types";
import { boundedUsers } from "./privilege/users";
import type { ResourceRule, StackRule } from "./resource/resource";
import { ownScope } from "./scope/own-scope";
import { workTargets } from "./work/targets";

/** The data the rules use. */
export interface PackData {
  readonly catalog: Catalog;
  readonly prices: Prices;
  readonly allowedActions: AllowedActions;
  readonly allowedTypes: TypeList;
  readonly accessTypes: TypeList;
  readonly unscopedActions: Reasons;
  readonly broadResources: Reasons;
  readonly managedPolicies: Reasons;
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
    allowedActions: loadAllowedActions(),
    allowedTypes: loadAllowedTypes(),
    accessTypes: loadAccessTypes(),
    unscopedActions: loadUnscopedActions(),
    broadResources: loadBroadResources(),
    managedPolicies: loadManagedPolicies(),
    servicesWithoutSource: loadServicesWithoutSource(),
    runtimes: loadRuntimes(),
  };
}

/**
 * Every rule, by its policy's name in camel case. What must stop a deployment before anything is created is a rule
 * on a resource; those on the stack run at the end of a preview.
 */
export function rules(data: PackData, today: string) {
  const { catalog } = data;
  return {
    standingCost: { description: "No resource costs anything while idle.", resource: standingCost(catalog) },
    unclassifiedResource: {
      description: "Every idle cost is known.",
      resource: unclassified(catalog),
    },
    freeAllotments: {
      description: "Usage stays within the free allotments.",
      stack: freeAllotments(catalog, data.prices),
    },
    allowedTypes: {
      description: "Every type is one a stack like this needs.",
      resource: allowedTypes(data.allowedTypes, data.accessTypes, catalog),
    },
    wildcardActions: { description: "Policies write actions out in full.", resource: wildcardActions },
    wildcardResources: {
      description: "Policies name resources with region and account.",
      resource: wildcardResources(data.unscopedActions, data.broadResources),
    },
    allowedActions: {
      description: "Policies allow only actions a stack like this needs.",
      resource: allowedActions(data.allowedActions),
    },
    fullAccess: {
      description: "No managed policy grants more than logs and traces.",
      resource: fullAccess(data.managedPolicies),
    },
    guardedTrust: {
      description: "Service trust is limited to a source.",
      resource: guardedTrust(data.servicesWithoutSource),
    },
    namedSources: { description: "Resource policies limit services to a source.", resource: namedSources },
    boundedUsers: {
      description: "Every user has a permissions boundary.",
      resource: boundedUsers(data.allowedActions),
    },
    ownScope: {
      description: "Accounts, boundaries, and policies are the stack's own.",
      stack: ownScope(data.allowedActions),
    },
    workTargets: {
      description: "Only the stack's functions, queues, and topics are started.",
      stack: workTargets,
    },
    functionForm: {
      description: "Every function follows the house form.",
      resource: functionForm(data.runtimes, today),
    },
    functionParts: {
      description: "Every function has its own role and log group.",
      stack: functionParts,
    },
    failurePath: { description: "No failed event is dropped.", stack: failurePath },
    encryptedQueues: { description: "Queues are encrypted.", resource: encryptedQueues },
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
