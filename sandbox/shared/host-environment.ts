/** What a person's shell says to other uses of AWS, Pulumi and Node: here it would change what is being shown. */
const HOST_SETTING = /^(?:AWS_|PULUMI_|NODE_OPTIONS$)/;

/** An environment for a process of ours: it runs the same on every machine. */
export function withoutHostSettings(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !HOST_SETTING.test(key)));
}

/** The same for this process, whose SDK clients read such settings as well. */
export function dropHostSettings(): void {
  for (const key of hostSettings()) Reflect.deleteProperty(process.env, key);
}

/** The names of those that are set. */
export function hostSettings(environment: NodeJS.ProcessEnv = process.env): string[] {
  return Object.keys(environment).filter(key => HOST_SETTING.test(key));
}
