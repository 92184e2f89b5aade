import { fateOf, type Mail } from "./messages";

/** @throws Error that names a counter, unless each mail and what became of it was counted exactly once */
export function requireExact(counted: Readonly<Record<string, number>>, mails: readonly Mail[]): void {
  const expected: Record<string, number> = { sent: mails.length, sent_messages: mails.length };
  for (const mail of mails) expected[fateOf(mail)] = (expected[fateOf(mail)] ?? 0) + 1;
  const wrong = Object.keys({ ...expected, ...counted }).find(name => expected[name] !== counted[name]);
  if (wrong !== undefined)
    throw new Error(`${wrong}: counted ${counted[wrong] ?? 0}, but there were ${expected[wrong] ?? 0}`);
}
