import {
  type AdverseEvent,
  hourAt,
  type LoginHistory,
} from "../../../handlers/email-validator/breaker/history";
import { judge } from "../../../handlers/email-validator/breaker/judge";
import { DEFAULT_THRESHOLDS } from "../../../handlers/email-validator/breaker/thresholds";
import { HOUR } from "./traffic";

export const NOW = Date.parse("2026-11-20T12:30:00Z");
export const NOW_HOUR = hourAt(NOW);

/** Events of mail that was sent some hours ago, of different recipients in as many domains. */
export function events(
  type: AdverseEvent["type"],
  count: number,
  domains: number,
  hoursAgo = 1,
): AdverseEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type,
    sentAt: NOW - hoursAgo * HOUR,
    messageId: `m${index} ${hoursAgo}`,
    recipient: `r${index} ${hoursAgo}`,
    domain: `d${index % domains}`,
  }));
}

/** @param sent recipients by how many hours ago */
export function history(
  sent: Record<number, number>,
  feedback: AdverseEvent[] = [],
  rest: Partial<LoginHistory> = {},
): LoginHistory {
  const sentByHour = new Map(
    Object.entries(sent).map(([hoursAgo, count]) => [NOW_HOUR - Number(hoursAgo), count]),
  );
  return { since: 0, sentByHour, feedback, ...rest };
}

/** The rules that would stop the login. */
export const rules = (of: LoginHistory, thresholds = DEFAULT_THRESHOLDS) =>
  judge(of, NOW, thresholds).map(({ rule }) => rule);
