import type { ConsoleContext } from "../context";
import type { ConsolePage } from "../environment";
import { loginsPage } from "./logins";
import { overviewPage } from "./overview";

/** Each is mounted at `/` and its name. */
export const PAGES: Readonly<Record<string, (context: ConsoleContext) => ConsolePage>> = {
  overview: overviewPage,
  logins: loginsPage,
};
