import type { SenderRules } from "../../reconciler/types";
import type { ApiEvent, Caller } from "../http/event";
import type { CredentialTable } from "./table";

/** What an operation works with. */
export interface OperationContext {
  event: ApiEvent;
  caller: Caller;
  /** The username in the path; empty for the list. */
  username: string;
  table: CredentialTable;
  /** What lists of addresses are judged against. */
  rules: SenderRules;
  now: () => Date;
  /** Called with the usernames of records that something else than the API changed. */
  onChangedOutside: (usernames: readonly string[]) => void;
}
