import { isUsername } from "../../../records/credential";
import { SUPPRESSION_REASONS, UNATTRIBUTED } from "../../../records/email-events";
import { oneOf, type Parameter, wholeNumber } from "../http/query";
import { readAddress } from "../../shared/email-address";
import { PERIOD_NAMES } from "./schemas";

const MAX_OFFSET = 1_000_000;
const MAX_EVENTS = 1_000;
/** As in the application whose answers these are. */
const USUAL_DAYS = 7;
const USUAL_PERIOD = "7d";
const USUAL_EVENTS = 20;
const USUAL_SUPPRESSIONS = 100;

const username: Parameter<string | undefined> = {
  read: text => (isUsername(text) || text === UNATTRIBUTED ? text : undefined),
  absent: undefined,
  remedy: `use the name of a credential, or ${UNATTRIBUTED}`,
  schema: { type: "string" },
  description: `Only events of mail that this credential sent; \`${UNATTRIBUTED}\` for mail of none`,
};

export const address: Parameter<string | undefined> = {
  read: readAddress,
  absent: undefined,
  remedy: 'use an address such as "jane@example.com", with "+" written as %2B',
  schema: { type: "string" },
};

export const EVENT_PARAMETERS = {
  days: wholeNumber(1, 90, USUAL_DAYS),
  limit: wholeNumber(0, MAX_EVENTS, USUAL_EVENTS),
  offset: wholeNumber(0, MAX_OFFSET, 0),
  username,
};

export const SUMMARY_PARAMETERS = {
  period: {
    ...oneOf(PERIOD_NAMES, USUAL_PERIOD),
    description: "What `period` in the answer is about: 24 hours by the hour, or 7 or 30 days by the day",
  },
  username: {
    ...username,
    description: `Only mail that this credential sent; \`${UNATTRIBUTED}\` for mail of none. The suppression list and the quota are everybody's`,
  },
};

export const SUPPRESSION_PARAMETERS = {
  reason: oneOf(SUPPRESSION_REASONS),
  limit: wholeNumber(1, MAX_EVENTS, USUAL_SUPPRESSIONS),
  offset: wholeNumber(0, MAX_OFFSET, 0),
  email: { ...address, description: "Only the entry of this address" },
};

export const DELETE_PARAMETERS = { email: address };
