/** https://docs.aws.amazon.com/ses/latest/dg/sending-email-global-suppression-list.html */
export const GLOBAL_LIST =
  "SES's global list cannot be read or changed: it holds an address for up to 14 days, and mail to it bounces with the " +
  "subtype Suppressed.";
