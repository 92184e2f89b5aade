/** https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator */
const SIMULATOR_DOMAIN = "simulator.amazonses.com";

/** Whether an address is one of SES's mailbox simulator, to which people send to test something. */
export function isSimulator(address: string): boolean {
  return address.trim().toLowerCase().endsWith(`@${SIMULATOR_DOMAIN}`);
}

/** What the simulator does with a message. Mail to it does not count towards bounce and complaint rates. */
export type SimulatedOutcome = "success" | "bounce" | "complaint";

/** The simulator ignores a label after `+`, and events show it. */
export function simulatorAddress(outcome: SimulatedOutcome, label: string): string {
  return `${outcome}+${label}@${SIMULATOR_DOMAIN}`;
}
