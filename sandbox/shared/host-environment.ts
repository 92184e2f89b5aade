/** Settings in the user's shell for AWS, Pulumi or Node; the sandbox must behave the same without them. */
const HOST_SETTING = /^(?:AWS_|PULUMI_|NODE_OPTIONS$)/;

/** The environment for a child process, without such settings. */
export function withoutHostSettings(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !HOST_SETTING.test(key)));
}

/** Removes them from this process, whose SDK clients read them too. */
export function dropHostSettings(): void {
  for (const key of hostSettings()) Reflect.deleteProperty(process.env, key);
}

/** The names of those that are set. */
export function hostSettings(environment: NodeJS.ProcessEnv = process.env): string[] {
  return Object.keys(environment).filter(key => HOST_SETTING.test(key));
}
