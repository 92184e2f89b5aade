import * as pulumi from "@pulumi/pulumi";
import { Topic } from "@pulumi/aws/sns";

/** A topic that was called otherwise, and stood at other places. */
const group = new pulumi.ComponentResource("ses-smtp:index:Group", "group");
new Topic(
  "topic",
  {},
  {
    parent: group,
    aliases: [
      { name: "before" },
      { parent: pulumi.rootStackResource },
      "urn:pulumi:old::project::aws:sns/topic:Topic::other",
    ],
  },
);
