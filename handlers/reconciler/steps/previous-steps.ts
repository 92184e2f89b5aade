import type { Step } from "../plan/step";
import { bookLook } from "../wake-up";
import type { StepContext } from "./step-context";

/** The check is booked before the record shows the new end, so that it comes even if this run dies. */
export async function extendGrace(
  context: StepContext,
  { until }: Step & { kind: "extendGrace" },
): Promise<void> {
  const { run, ports, state } = context;
  if (state.previous === undefined) return;
  state.previous = { ...state.previous, until };
  await bookLook(run, ports, state);
  await show(context);
}

/** The key is made inactive before the record says so. */
export async function retireKey(
  context: StepContext,
  { user, key, deleteAt }: Step & { kind: "retireKey" },
): Promise<void> {
  const { ports, state } = context;
  await context.change(() => ports.users.setKey(user, key, false));
  if (state.previous) state.previous = { ...state.previous, deleteAt };
  await show(context);
}

export async function forgetPrevious(context: StepContext): Promise<void> {
  context.state.previous = undefined;
  await show(context);
}

async function show(context: StepContext): Promise<void> {
  const { ports, state, record } = context;
  context.record = await ports.store.showPrevious(record, state.previous, context.now());
}
