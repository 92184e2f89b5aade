import type { ReadRequest, RegistrationRequest, ResourceBackend } from "../sandbox/engine/in-process/backend";
import { hostProgram } from "../sandbox/engine/in-process/child";
import { UNKNOWN_VALUE } from "../sandbox/provider/normalize";
import { Answers, type Properties } from "./answers";
import type { CaptureSettings, Registration } from "./capture";

/** Records every registration and answers as a provider plausibly would. */
class RecordingBackend implements ResourceBackend {
  constructor(
    private readonly preview: boolean,
    private readonly answers: Answers,
    private readonly record: (registration: Registration) => void,
  ) {}

  async register(request: RegistrationRequest): Promise<{ id: string; state: Properties }> {
    const { type, name, custom, inputs } = request;
    const outputs = custom && !this.preview ? this.outputs(type, name, inputs) : inputs;
    this.record({ ...request, outputs });
    if (!custom) return { id: "", state: inputs };
    // Pulumi treats a missing id and missing outputs as not yet known.
    if (this.preview) return { id: "", state: { ...inputs, ...partlyComputed(type) } };
    return { id: `${name}-id`, state: outputs };
  }

  async read({ type, name, inputs }: ReadRequest): Promise<Properties> {
    return this.preview ? { ...inputs, ...partlyComputed(type) } : this.outputs(type, name, inputs);
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    return this.answers.invoke(token, args);
  }

  private outputs(type: string, name: string, inputs: Properties): Properties {
    return { ...inputs, ...this.answers.computed(type, name, inputs) };
  }
}

/** A block of which the program sets one part and AWS computes another is not known as a whole. */
function partlyComputed(type: string): Properties {
  return type === "aws:sesv2/emailIdentity:EmailIdentity" ? { dkimSigningAttributes: UNKNOWN_VALUE } : {};
}

hostProgram<CaptureSettings, Registration>({
  createBackend: ({ region, preview }, emit) => new RecordingBackend(preview, new Answers(region), emit),
});
