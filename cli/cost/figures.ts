import { type SesPlan, SES_PLANS } from "../shared/ses-plans";
import figures from "./figures.json";

/** What counts towards something that every AWS account has free each month. */
interface Allotment {
  unit: string;
  used: number;
  free: number;
  unitPrice: string;
  /** If other stacks use up the account's allotment; null: it depends on the account. */
  otherwiseUsd: number | null;
}

/** A part of the cost of handling the events of a million emails, at list prices and without any allotment. */
interface HandlingCost {
  unit: string;
  quantity: number;
  unitPrice: string;
  usd: number;
  note: string;
}

/** What this version of the program costs with its default settings: `npm run cost` computes it, and writes figures.json. */
export interface CostFigures {
  idleUsd: number;
  ifAllotmentsUsedUsd: number;
  allotments: Allotment[];
  /** Resources that cost nothing while idle. */
  freeResources: number;
  handling: HandlingCost[];
  /** The sum of {@link handling}. */
  handlingUsdPerMillion: number;
}

export const COST_FIGURES: CostFigures = figures;

/** What mail costs, in dollars. */
export interface MailCost {
  /** What SES charges for recipients; undefined: the plan's price depends on the volume. */
  sesUsd: number | undefined;
  /** Recording, counting and checking its events: at most this much. */
  handlingUsd: number;
  /** Whether or not mail is sent. */
  planUsdPerMonth: number;
}

/** @param recipients in the period */
export function mailCost(recipients: number, { perThousand, monthly }: SesPlan): MailCost {
  return {
    sesUsd: perThousand === undefined ? undefined : (recipients / 1_000) * Number(perThousand),
    handlingUsd: (recipients / 1_000_000) * COST_FIGURES.handlingUsdPerMillion,
    planUsdPerMonth: monthly,
  };
}

/** @param plan as GetAccount names it @returns undefined if it is not known here */
export function planOf(plan: string | undefined): SesPlan | undefined {
  return plan !== undefined && Object.hasOwn(SES_PLANS, plan) ? SES_PLANS[plan] : undefined;
}

/** `USD 0.00`, and the digits that count of a smaller amount. */
export function usd(amount: number): string {
  const isTiny = amount > 0 && amount < 0.01;
  return `USD ${isTiny ? amount.toPrecision(1) : amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
