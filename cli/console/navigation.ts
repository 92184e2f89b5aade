/** A page, as the navigation shows it. */
export interface NavigationEntry {
  /** Its path is `/${name}`. */
  name: string;
  title: string;
  /** The page exists only where the stack is the sandbox's. */
  sandboxOnly?: true;
}

/** The pages in order; pages/index.ts has the same names. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { name: "overview", title: "Overview" },
  { name: "logins", title: "Logins" },
  { name: "activity", title: "Activity" },
  { name: "mailbox", title: "Mailbox", sandboxOnly: true },
  { name: "suppressions", title: "Suppressions" },
  { name: "domains", title: "Domains" },
  { name: "configurations", title: "Configurations" },
  { name: "problems", title: "Problems" },
  { name: "cost", title: "Cost" },
];

/** @param name of a page that there is */
export function titleOf(name: string): string {
  return NAVIGATION.find(entry => entry.name === name)?.title ?? name;
}
