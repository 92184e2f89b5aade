/** What a plan of SES costs, per account and region, in dollars. */
export interface SesPlan {
  name: string;
  /** Whether or not mail is sent. */
  monthly: number;
  /** For 1,000 recipients; undefined where it depends on the volume. */
  perThousand?: string;
  /** For attachments, where they are billed apart. */
  perGigabyte?: string;
}

/**
 * https://aws.amazon.com/ses/pricing/, since 2026-07-21 (read 2026-11). New accounts get Essentials; the keys are those of
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PricingAttributes.html.
 */
export const SES_PLANS: Readonly<Record<string, SesPlan>> = {
  NONE: { name: "pay as you go", monthly: 0, perThousand: "0.10", perGigabyte: "0.12" },
  ESSENTIALS: { name: "Essentials", monthly: 0, perThousand: "0.16" },
  PRO: { name: "Pro", monthly: 105 },
  ENTERPRISE: { name: "Enterprise", monthly: 500 },
};
