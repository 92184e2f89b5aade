import type { ConsoleContext } from "../context";
import type { ConsolePage } from "../environment";
import { activityPage } from "./activity";
import { configurationsPage } from "./configurations";
import { costPage } from "./cost";
import { domainsPage } from "./domains";
import { loginsPage } from "./logins";
import { mailboxPage } from "./mailbox";
import { overviewPage } from "./overview";
import { problemsPage } from "./problems";
import { suppressionsPage } from "./suppressions";

/** Each is mounted at `/` and its name. */
export const PAGES: Readonly<Record<string, (context: ConsoleContext) => ConsolePage>> = {
  overview: overviewPage,
  logins: loginsPage,
  configurations: configurationsPage,
  activity: activityPage,
  mailbox: mailboxPage,
  suppressions: suppressionsPage,
  domains: context => domainsPage(context),
  problems: problemsPage,
  cost: costPage,
};
