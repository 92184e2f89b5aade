import type { Attributes, Stage } from "../reconciler/stage";

type Change = (stage: Stage, username: string) => void;

/** The records that the second administrator has open, as they were then. */
const open = new WeakMap<Stage, Map<string, Attributes>>();

/**
 * A second administrator edits records in the DynamoDB console, which writes the whole item: what anybody has changed since
 * it was opened is undone, the manager's own attributes included.
 */
export const SECOND_ADMINISTRATOR = {
  "open in the console": (stage, username) => {
    const record = stage.record(username);
    if (record) open.set(stage, new Map(open.get(stage)).set(username, record));
  },
  "save from the console": save({}),
  "save another description from the console": save({ description: "edited" }),
  "save another list from the console": save({ allowed_from_addresses: ["b@company.com"] }),
  "save disabled from the console": save({ status: "disabled" }),
  "save active from the console": save({ status: "active" }),
} satisfies Record<string, Change>;

/** Does nothing unless the record is open. */
function save(edit: Attributes): Change {
  return (stage, username) => {
    const copy = open.get(stage)?.get(username);
    if (copy) stage.put(username, { ...copy, ...edit });
  };
}
