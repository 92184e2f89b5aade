/** https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator */
const SIMULATOR_DOMAIN = "simulator.amazonses.com";

/** Whether an address is one of SES's mailbox simulator, to which people send to test something. */
export function isSimulator(address: string): boolean {
  return address.trim().toLowerCase().endsWith(`@${SIMULATOR_DOMAIN}`);
}
