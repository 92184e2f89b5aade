import { z } from "zod";

import type { Account } from "./account";
import { ApiError, type Operation, type Operations, pageOf, seconds } from "./api";

interface SuppressedDestination {
  address: string;
  reason: "BOUNCE" | "COMPLAINT";
  updatedAt: Date;
}

/**
 * By address as it was added: "API calls for suppression list management require an exact case match", while sending
 * ignores case (https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list-tenant-level-manage.html).
 */
export type SuppressionList = Map<string, SuppressedDestination>;

const putRequest = z.object({ EmailAddress: z.email(), Reason: z.enum(["BOUNCE", "COMPLAINT"]) });

const COLLECTION = "/v2/email/suppression/addresses";

/**
 * While an account is in SES's sandbox, "SES API calls related to suppression list management are disabled"
 * (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html). AWS does not document with which error; of
 * those that the operations document, only BadRequestException is about the request itself.
 */
export function suppressionOperations(
  list: SuppressionList,
  account: Pick<Account, "productionAccess">,
  now: () => Date,
): Operations {
  const operations = listOperations(list, now);
  return Object.fromEntries(
    Object.entries(operations).map(([route, operation]): [string, Operation] => [
      route,
      call => {
        if (account.productionAccess) return operation(call);
        throw new ApiError(
          "BadRequestException",
          "The account is in the sandbox: suppression list management is disabled.",
        );
      },
    ]),
  );
}

function listOperations(list: SuppressionList, now: () => Date): Operations {
  const requireEntry = (address = ""): SuppressedDestination => {
    const found = list.get(address);
    if (!found) {
      throw new ApiError(
        "NotFoundException",
        `Email address ${address} does not exist on your suppression list.`,
      );
    }
    return found;
  };

  return {
    [`PUT ${COLLECTION}`]: ({ body }) => {
      const { EmailAddress: address, Reason: reason } = putRequest.parse(body);
      list.set(address, { address, reason, updatedAt: now() });
    },
    [`GET ${COLLECTION}`]: ({ query }) => {
      const reasons = query.getAll("Reason");
      const from = time(query.get("StartDate"), -Infinity);
      const until = time(query.get("EndDate"), Infinity);
      const chosen = [...list.values()].filter(
        ({ reason, updatedAt }) =>
          (reasons.length === 0 || reasons.includes(reason)) &&
          updatedAt.getTime() >= from &&
          updatedAt.getTime() <= until,
      );
      const { page, next } = pageOf(chosen, query.get("PageSize"), query.get("NextToken"));
      return { SuppressedDestinationSummaries: page.map(toResponse), NextToken: next };
    },
    [`GET ${COLLECTION}/{EmailAddress}`]: ({ names: [address] }) => ({
      SuppressedDestination: toResponse(requireEntry(address)),
    }),
    [`DELETE ${COLLECTION}/{EmailAddress}`]: ({ names: [address] }) => {
      list.delete(requireEntry(address).address);
    },
  };
}

function toResponse({ address, reason, updatedAt }: SuppressedDestination) {
  return { EmailAddress: address, Reason: reason, LastUpdateTime: seconds(updatedAt) };
}

/** The protocol has ISO 8601 timestamps in queries; seconds are accepted too. */
function time(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
