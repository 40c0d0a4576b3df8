import { Form } from "@patternfly/react-core";
import { useState } from "react";
import { EditDialog } from "../action/EditDialog";
import type { ClusterSettings } from "../api/types";
import { Field, isAt, type Written } from "../view/Field";
import { SETTINGS, type Setting } from "./settings";

type Draft = Partial<Record<Setting["path"], Written>>;

/** The settings of the whole cluster as a form. */
export function SettingsForm({ settings, onClose }: { settings: ClusterSettings; onClose: () => void }) {
  const [opened] = useState(settings);
  const [draft, setDraft] = useState<Draft>({});
  return (
    <EditDialog
      title="Change the settings of the cluster"
      verb="Change them"
      method="PATCH"
      path="cluster"
      revision={opened.revision}
      body={changed(opened, draft)}
      hasField={(path) => SETTINGS.some((each) => isAt(each.path, path))}
      done="The settings are changed"
      onClose={onClose}
      fields={(errors) => (
        <Form onSubmit={(event) => event.preventDefault()}>
          {SETTINGS.map((each) => (
            <Field
              key={each.path}
              shape={each}
              value={draft[each.path] ?? written(opened[each.path])}
              errors={errors}
              onChange={(value) => setDraft({ ...draft, [each.path]: value })}
            />
          ))}
        </Form>
      )}
    />
  );
}

const written = (value: string | number | boolean): Written => (typeof value === "boolean" ? value : String(value));

/** What differs from the settings as they were when the form was opened. */
export function changed(settings: ClusterSettings, draft: Draft): Record<string, unknown> {
  return Object.fromEntries(
    SETTINGS.filter(({ path }) => draft[path] !== undefined && draft[path] !== written(settings[path])).map(
      ({ path, kind }) => {
        const value = draft[path]!;
        // What is no number stays text, and the node says what is wrong with it.
        return [path, kind === "number" && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value];
      },
    ),
  );
}
