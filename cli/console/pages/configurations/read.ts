import type { ChangeReport, ConfigStore, ConfigSummary } from "../../../../mailer/store";
import { openStore, type StoreOptions, withReadableErrors } from "../../../configurations/store";
import type { ConsoleContext } from "../../context";
import { isExpected } from "../../outcome";

const AGE_MS = 10_000;

const STORES = new WeakMap<ConsoleContext, Promise<{ store: ConfigStore; options: StoreOptions }>>();

/** One store for all pages, as the commands open it. @throws CommandError where the table is not known */
export function storeOf(context: ConsoleContext): Promise<{ store: ConfigStore; options: StoreOptions }> {
  const known = STORES.get(context);
  if (known !== undefined) return known;
  const opening = context.storeOptions().then(options => ({ store: openStore(options), options }));
  STORES.set(context, opening);
  opening.catch(() => STORES.delete(context)); // asked again the next time
  return opening;
}

/** All configurations: one query of the table, and one more for each personal login that one sends with. */
export async function configurations(context: ConsoleContext): Promise<ConfigSummary[]> {
  return context.cache.get("configurations", AGE_MS, async () => {
    const { store, options } = await storeOf(context);
    const all = await withReadableErrors(options, () => store.list());
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

/** One of them. @throws CommandError where there is none */
export async function described(context: ConsoleContext, name: string): Promise<ConfigSummary> {
  const { store, options } = await storeOf(context);
  return withReadableErrors(options, () => store.describe(name));
}

/** A migration is the same whatever login it is to; this one is the example of AWS's documentation. */
const ANY_LOGIN = { username: "AKIAIOSFODNN7EXAMPLE", password: "" };

/** What a migration would change; undefined where it is not possible, or there is none to do. */
export async function migrationOf(
  context: ConsoleContext,
  { name, provider, state }: ConfigSummary,
): Promise<ChangeReport | undefined> {
  if (provider !== "ses" || state !== "credentials_needed") return undefined;
  const { store, options } = await storeOf(context);
  const report = await withReadableErrors(options, () =>
    store.migrate(name, ANY_LOGIN, { dryRun: true }),
  ).catch(unlessUnexpected);
  return report?.changed ? report : undefined;
}

/** The page lists what is wrong with a configuration anyway. */
function unlessUnexpected(error: unknown): undefined {
  if (!isExpected(error)) throw error;
}
