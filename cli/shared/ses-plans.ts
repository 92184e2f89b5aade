/**
 * What a plan of SES costs, per account and region: https://aws.amazon.com/ses/pricing/ (read 2026-11). New accounts get
 * Essentials; the names are those of
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PricingAttributes.html.
 */
export const SES_PLANS: Readonly<Record<string, string>> = {
  NONE: "pay as you go: USD 0.10 per 1,000 recipients, and USD 0.12 per GB of attachments",
  ESSENTIALS: "Essentials: USD 0.16 per 1,000 recipients, without a monthly fee",
  PRO: "Pro: USD 105 a month, whether or not mail is sent",
  ENTERPRISE: "Enterprise: USD 500 a month, whether or not mail is sent",
};
