import { Form } from "@patternfly/react-core";
import { useState } from "react";
import { EditDialog } from "../action/EditDialog";
import { done, type Outcome, resourceNamed, wantedOutcome } from "../action/actions";
import type { Resource } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { Field, type FieldShape, isAt } from "../view/Field";
import { PropertyFields } from "./PropertyFields";
import { changesOf, type Draft, fieldsOf } from "./schemaFields";

const choices = (names: string[]) => names.map((value) => ({ value, text: value }));

/** Makes a resource of a registered type in a group. */
export function NewResource({ onClose }: { onClose: () => void }) {
  const { types, groups } = useCluster();
  const [said, setSaid] = useState({
    name: "", group: groups[0]?.name ?? "", type: types[0]?.name ?? "", dependsOn: "",
  });
  const [draft, setDraft] = useState<Draft>({});
  const fields = fieldsOf(types.find((each) => each.name === said.type)?.propertySchema, false);
  const { properties, wrong } = changesOf(fields, draft, {});
  const own: (FieldShape & { path: keyof typeof said })[] = [
    { path: "name", label: "Name", about: "Unique in the cluster: letters, digits, -, _ and dots.", kind: "text", required: true },
    { path: "group", label: "Group", about: "It is started, stopped and moved with it.", kind: "choice", choices: choices(groups.map((each) => each.name)) },
    { path: "type", label: "Type", about: "What it runs.", kind: "choice", choices: choices(types.map((each) => each.name)) },
    { path: "dependsOn", label: "Needs", about: "Resources that must be online first, one per line; “a or b” where one of them is enough.", kind: "lines" },
  ];
  return (
    <EditDialog
      title="Make a resource"
      verb="Make it"
      method="POST"
      path="resources"
      body={{ name: said.name, group: said.group, type: said.type, dependsOn: needs(said.dependsOn), properties }}
      wrong={wrong}
      hasField={(path) => [...own, ...fields].some((each) => isAt(each.path, path))}
      done={`Resource ${said.name} is made`}
      until={(now) => madeOutcome(resourceNamed(now, said.name), said.name)}
      onClose={onClose}
      fields={(errors) => (
        <Form onSubmit={(event) => event.preventDefault()}>
          {own.map((shape) => (
            <Field
              key={shape.path}
              shape={shape}
              value={said[shape.path]}
              errors={errors}
              onChange={(value) => setSaid({ ...said, [shape.path]: String(value) })}
            />
          ))}
          <PropertyFields fields={fields} draft={draft} stored={{}} errors={errors} onChange={setDraft} />
        </Form>
      )}
    />
  );
}

/** "a or b" per line, as an AND of ORs. */
export const needs = (text: string): string[][] =>
  text
    .split("\n")
    .map((line) => line.trim().split(/\s+or\s+|\s*,\s*/).filter((name) => name !== ""))
    .filter((any) => any.length > 0);

/** Followed until it is online, if its group is wanted so. */
const madeOutcome = (found: Resource | undefined, name: string): Outcome =>
  found?.wanted === "Offline"
    ? done(`Resource ${name} is made; it comes online with its group`)
    : wantedOutcome(found, `Resource ${name}`, "Online");
