import { Form } from "@patternfly/react-core";
import { useState } from "react";
import { Field, type FieldShape, isAt, type Written } from "../view/Field";
import { EditDialog } from "./EditDialog";
import { changesOf, type Draft, type Setting } from "./settingsDraft";

interface SettingsDialogProps<T> {
  title: string;
  verb: string;
  path: string;
  /** What is changed, as it is when the form is opened. */
  now: T & { revision: number };
  settings: Setting<T>[];
  /** Where the settings are in the body and in the paths of errors; at its top if left out. */
  within?: string;
  done: string;
  onClose: () => void;
}

/** Settings of something that is there, as a form; only what was changed is sent. */
export function SettingsDialog<T>({ title, verb, path, now, settings, within, done, onClose }: SettingsDialogProps<T>) {
  const [opened] = useState(now);
  const [draft, setDraft] = useState<Draft>({});
  const changes = changesOf(settings, opened, draft);
  const at = (setting: Setting<T>): FieldShape =>
    within === undefined ? setting : { ...setting, path: `${within}.${setting.path}` };
  const put = (setting: Setting<T>, value: Written) => setDraft({ ...draft, [setting.path]: value });
  return (
    <EditDialog
      title={title}
      verb={verb}
      method="PATCH"
      path={path}
      revision={opened.revision}
      body={within === undefined ? changes : { [within]: changes }}
      hasField={(wrong) => settings.some((each) => isAt(at(each).path, wrong))}
      done={done}
      onClose={onClose}
      fields={(errors) => (
        <Form onSubmit={(event) => event.preventDefault()}>
          {settings.map((each) => (
            <Field
              key={each.path}
              shape={at(each)}
              value={draft[each.path] ?? each.written(opened)}
              errors={errors}
              onChange={(value) => put(each, value)}
            />
          ))}
        </Form>
      )}
    />
  );
}
