import { Form } from "@patternfly/react-core";
import { useState } from "react";
import { EditDialog } from "../action/EditDialog";
import { part } from "../action/actions";
import type { Resource } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { Field, isAt } from "../view/Field";
import { PropertyFields } from "./PropertyFields";
import { changesOf, type Draft, fieldsOf } from "./schemaFields";

/** The properties of a resource as its type's schema has them. */
export function ResourceForm({ resource, onClose }: { resource: Resource; onClose: () => void }) {
  const { types } = useCluster();
  const [opened] = useState(resource);
  const [draft, setDraft] = useState<Draft>({});
  const [description, setDescription] = useState(opened.description);
  const fields = fieldsOf(types.find((each) => each.name === opened.type)?.propertySchema, opened.state === "Online");
  const stored = (opened.properties ?? {}) as Record<string, unknown>;
  const { properties, wrong } = changesOf(fields, draft, stored);
  const later = fields.filter((each) => each.name in properties && !each.schema["x-appliesAtOnce"]).map((each) => each.name);
  const when = later.length > 0 && opened.state === "Online" ? `; ${later.join(", ")} from its next online` : "";
  return (
    <EditDialog
      title={`Change resource ${opened.name}`}
      verb="Change it"
      method="PATCH"
      path={`resources/${part(opened.name)}`}
      revision={opened.revision}
      body={{ properties, ...(description === opened.description ? {} : { description }) }}
      wrong={wrong}
      hasField={(path) => fields.some((each) => isAt(each.path, path))}
      done={`Resource ${opened.name} is changed${when}`}
      onClose={onClose}
      fields={(errors) => (
        <Form onSubmit={(event) => event.preventDefault()}>
          <Field
            shape={{ path: "description", label: "Description", about: "Words for people.", kind: "text" }}
            value={description}
            errors={errors}
            onChange={(value) => setDescription(String(value))}
          />
          <PropertyFields fields={fields} draft={draft} stored={stored} errors={errors} onChange={setDraft} />
        </Form>
      )}
    />
  );
}
