import { z } from "zod";

import { ApiError, type Operations } from "./api";
import { type EmailIdentities, identityNamed } from "./identity";

const ITEM = "/v2/email/identities/{EmailIdentity}/policies";
const request = z.object({ Policy: z.string().min(1).max(4_096) });

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentityPolicy.html */
const POLICY_NAME = /^[\w-]{1,64}$/;
const MAX_POLICIES = 20;

/** Sending authorization policies of identities. They are kept and returned, and authorize nothing here. */
export function identityPolicyOperations(identities: EmailIdentities): Operations {
  return {
    [`GET ${ITEM}`]: ({ names: [name = ""] }) => ({ Policies: identityNamed(identities, name).policies }),
    [`POST ${ITEM}/{PolicyName}`]: ({ names: [name = "", policy = ""], body }) => {
      const { policies } = identityNamed(identities, name);
      const { Policy } = request.parse(body);
      if (!POLICY_NAME.test(policy))
        throw new ApiError("BadRequestException", `Invalid policy name ${policy}.`);
      if (policy in policies)
        throw new ApiError("AlreadyExistsException", `Policy ${policy} already exists.`);
      if (Object.keys(policies).length >= MAX_POLICIES)
        throw new ApiError("LimitExceededException", `An identity has at most ${MAX_POLICIES} policies.`);
      policies[policy] = Policy;
    },
    [`DELETE ${ITEM}/{PolicyName}`]: ({ names: [name = "", policy = ""] }) => {
      const { policies } = identityNamed(identities, name);
      if (!(policy in policies)) throw new ApiError("NotFoundException", `Policy ${policy} does not exist.`);
      delete policies[policy];
    },
  };
}
