import { z } from "zod";

import { ApiError, type Operations } from "./api";

export const tagList = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));

export type Tag = z.infer<typeof tagList>[number];

/** A resource with tags. */
export interface Tagged {
  tags: Tag[];
}

/** Tags of identities and configuration sets, by ARN. */
export function tagOperations(find: (arn: string) => Tagged | undefined): Operations {
  const resource = (arn: string | null): Tagged => {
    const found = find(arn ?? "");
    if (!found) throw new ApiError("NotFoundException", `Resource ${arn ?? ""} was not found.`);
    return found;
  };
  const tagRequest = z.object({ ResourceArn: z.string(), Tags: tagList });

  return {
    "POST /v2/email/tags": ({ body }) => {
      const { ResourceArn, Tags } = tagRequest.parse(body);
      const tagged = resource(ResourceArn);
      tagged.tags = [
        ...without(
          tagged.tags,
          Tags.map(({ Key }) => Key),
        ),
        ...Tags,
      ];
    },
    "DELETE /v2/email/tags": ({ query }) => {
      const tagged = resource(query.get("ResourceArn"));
      tagged.tags = without(tagged.tags, query.getAll("TagKeys"));
    },
    "GET /v2/email/tags": ({ query }) => ({ Tags: resource(query.get("ResourceArn")).tags }),
  };
}

function without(tags: readonly Tag[], keys: readonly string[]): Tag[] {
  return tags.filter(({ Key }) => !keys.includes(Key));
}
