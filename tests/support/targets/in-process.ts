import { deploy, type Deployment } from "../../../sandbox/engine";
import type { Target, TargetChoice, TestStack } from "./target";
import { deleteRetained, destroyAll } from "./clean-up";
import { domainOf, onEmulator } from "./emulator";

const STATELESS = "the in-process engine keeps no state between runs";

const TITLE = "in-process engine, local emulator";

export const inProcess: TargetChoice = {
  title: TITLE,
  open: async (): Promise<Target> => {
    const { request, ...common } = await onEmulator();
    const stacks = new Set<TestStack>();
    return {
      ...common,
      title: TITLE,
      lacks: { preview: STATELESS, change: STATELESS, refresh: STATELESS },
      open: async name => {
        const domain = domainOf(name);
        let deployment: Deployment | undefined;
        const stack: TestStack = {
          name,
          domain,
          up: async settings => {
            deployment = await deploy(request(name, domain, settings));
            return { outputs: deployment.outputs, changes: [] };
          },
          preview: () => Promise.reject(new Error(STATELESS)),
          refresh: () => Promise.reject(new Error(STATELESS)),
          state: async () => JSON.stringify(deployment?.resources),
          destroy: async () => {
            await deployment?.destroy();
            await deleteRetained(stack, common.config);
            stacks.delete(stack);
          },
        };
        stacks.add(stack);
        return stack;
      },
      close: () => destroyAll(stacks, common.config),
    };
  },
};
