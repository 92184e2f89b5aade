import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import { elided } from "./wire";

export type Properties = Record<string, unknown>;

export interface Diff {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

type Answer<T> = (error: ServiceError | null, answer: T) => void;

/** Calls a provider as the Pulumi engine does. As there, a set of properties may be omitted. */
export class ProviderClient {
  private readonly client: ResourceProviderClient;

  constructor(port: number) {
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /** @returns what the provider accepts */
  async configure(): Promise<{ secrets: boolean; resources: boolean; outputs: boolean; preview: boolean }> {
    const request = new messages.ConfigureRequest();
    request.setAcceptsecrets(true);
    request.setArgs(structOf({ endpoint: "ignored" }));
    const answer = await call<messages.ConfigureResponse>(done => this.client.configure(request, done));
    return {
      secrets: answer.getAcceptsecrets(),
      resources: answer.getAcceptresources(),
      outputs: answer.getAcceptoutputs(),
      preview: answer.getSupportspreview(),
    };
  }

  async check(urn: string, news: Properties, olds?: Properties): Promise<Properties> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(olds && structOf(olds));
    request.setNews(structOf(news));
    return plain((await call<messages.CheckResponse>(done => this.client.check(request, done))).getInputs());
  }

  async diff(id: string, urn: string, olds: Properties, news: Properties): Promise<Diff> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setOlds(structOf(elided(olds)));
    request.setNews(structOf(elided(news)));
    const answer = await call<messages.DiffResponse>(done => this.client.diff(request, done));
    return {
      changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
    };
  }

  async create(urn: string, inputs: Properties, preview = false): Promise<{ id: string; outs: Properties }> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(structOf(inputs));
    request.setPreview(preview);
    const answer = await call<messages.CreateResponse>(done => this.client.create(request, done));
    return { id: answer.getId(), outs: plain(answer.getProperties()) };
  }

  /** The id is empty if the resource no longer exists. */
  async read(id: string, urn: string, props?: Properties): Promise<{ id: string; props: Properties }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setProperties(props && structOf(elided(props)));
    const answer = await call<messages.ReadResponse>(done => this.client.read(request, done));
    return { id: answer.getId(), props: plain(answer.getProperties()) };
  }

  async update(
    id: string,
    urn: string,
    olds: Properties,
    news: Properties,
    preview = false,
  ): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setOlds(structOf(elided(olds)));
    request.setNews(structOf(news));
    request.setPreview(preview);
    return plain(
      (await call<messages.UpdateResponse>(done => this.client.update(request, done))).getProperties(),
    );
  }

  async delete(id: string, urn: string, props: Properties): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setProperties(structOf(elided(props)));
    await call(done => this.client.delete(request, done));
  }

  async invoke(token: string, args?: Properties): Promise<Properties> {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(args && structOf(args));
    return plain(
      (await call<messages.InvokeResponse>(done => this.client.invoke(request, done))).getReturn(),
    );
  }

  close(): void {
    this.client.close();
  }
}

/**
 * The resource that an error reports as partially created (pulumirpc.ErrorResourceInitFailed, in the status details).
 *
 * @throws the error itself if it is of another kind
 */
export function partiallyCreated(error: unknown): { id: string; outs: Properties } {
  const [bytes] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Buffer)) throw error;
  const [details] = Status.deserializeBinary(bytes).getDetailsList();
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(details?.getValue_asU8() ?? Buffer.of());
  return { id: failed.getId(), outs: plain(failed.getProperties()) };
}

async function call<T>(start: (done: Answer<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}

function structOf(properties: unknown): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

function plain(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}
