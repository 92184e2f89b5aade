import { PartiallyCreated } from "../provider/resource-type";
import { contextFor, type ProviderTarget } from "../provider/context";
import { normalizeAll } from "../provider/normalize";
import { jsonSafe, type Properties } from "../provider/properties";
import { SandboxProvider } from "../provider/provider";
import { compileProgramsWithTypeScript } from "./compile-program";
import type { DeployEvent, RecordedResource } from "./deployment";
import type { ReadRequest, RegistrationRequest, ResourceBackend } from "./in-process/backend";
import { hostProgram } from "./in-process/child";

/** Creates resources with the sandbox's provider. */
class ProviderBackend implements ResourceBackend {
  constructor(
    private readonly provider: SandboxProvider,
    private readonly created: (resource: RecordedResource) => void,
  ) {}

  async register(request: RegistrationRequest): Promise<{ id: string; state: Properties }> {
    const { type, name, urn, custom, inputs } = request;
    if (!custom || type.startsWith("pulumi:providers:")) return { id: custom ? name : "", state: inputs };
    const checked = await this.provider.check(urn, {}, inputs);
    try {
      const { id, outs } = await this.provider.create(urn, checked.inputs);
      return { id, state: this.record(request, id, outs) };
    } catch (thrown) {
      if (thrown instanceof PartiallyCreated) this.record(request, thrown.id, thrown.properties); // for destroy
      throw thrown;
    }
  }

  async read({ id, urn, inputs }: ReadRequest): Promise<Properties> {
    const found = await this.provider.read(id, urn, inputs);
    if (!found.id) throw new Error(`${id} does not exist`);
    return found.props ?? {};
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    return (await this.provider.invoke(token, args)).outputs;
  }

  private record(request: RegistrationRequest, id: string, outs: Properties): Properties {
    const { type, name, urn, protect, retainOnDelete } = request;
    const state = jsonSafe(outs);
    const { __inputs, ...outputs } = normalizeAll(state);
    const inputs = normalizeAll(__inputs);
    this.created({ type, name, urn, id, inputs, outputs, state, protect, retainOnDelete });
    return state;
  }
}

hostProgram<ProviderTarget, DeployEvent>({
  createBackend: (target, emit) => {
    const provider = new SandboxProvider(contextFor(target), message => {
      emit({ kind: "warning", message });
    });
    return new ProviderBackend(provider, resource => {
      emit({ kind: "resource", resource });
    });
  },
  prepare: compileProgramsWithTypeScript,
});
