import {
  Checkbox,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  TextArea,
  TextInput,
} from "@patternfly/react-core";
import type { FieldError } from "../api/client";

/** A value that is written: text as it is typed, or yes and no. */
export type Written = string | boolean;

export interface FieldShape {
  /** Where the API says an error is. */
  path: string;
  label: string;
  /** What it means, its range, unit and default. */
  about: string;
  kind: "text" | "lines" | "secret" | "number" | "choice" | "yes";
  choices?: { value: string; text: string }[];
  required?: boolean;
  placeholder?: string;
}

interface FieldProps {
  shape: FieldShape;
  value: Written;
  errors: FieldError[];
  onChange: (value: Written) => void;
}

/** Whether an error at a path belongs to a field, or to something within it. */
export const isAt = (field: string, path: string): boolean =>
  path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);

/** A field with what it means below it, and what is wrong with it. */
export function Field({ shape, value, errors, onChange }: FieldProps) {
  const id = `field-${shape.path.replaceAll(/[^\w-]/g, "-")}`;
  const wrong = errors.filter((each) => isAt(shape.path, each.path));
  return (
    <FormGroup label={shape.kind === "yes" ? undefined : shape.label} fieldId={id} isRequired={shape.required}>
      <Control id={id} shape={shape} value={value} isWrong={wrong.length > 0} onChange={onChange} />
      <FormHelperText>
        <HelperText id={`${id}-about`} aria-live="polite">
          {shape.about !== "" && <HelperTextItem>{shape.about}</HelperTextItem>}
          {wrong.map((each) => (
            <HelperTextItem key={`${each.path} ${each.message}`} variant="error" data-wrong={shape.path}>
              {each.path === shape.path ? each.message : `${each.path.slice(shape.path.length)}: ${each.message}`}
            </HelperTextItem>
          ))}
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}

interface ControlProps {
  id: string;
  shape: FieldShape;
  value: Written;
  isWrong: boolean;
  onChange: (value: Written) => void;
}

function Control({ id, shape, value, isWrong, onChange }: ControlProps) {
  const shared = {
    id,
    "aria-describedby": `${id}-about`,
    validated: isWrong ? ("error" as const) : ("default" as const),
    placeholder: shape.placeholder,
    isRequired: shape.required ?? false,
  };
  switch (shape.kind) {
    case "yes":
      return <Checkbox id={id} label={shape.label} isChecked={value === true} onChange={(_, next) => onChange(next)} />;
    case "choice":
      return (
        <FormSelect id={id} value={value} validated={shared.validated} onChange={(_, next) => onChange(next)}>
          {(shape.choices ?? []).map((each) => (
            <FormSelectOption key={each.value} value={each.value} label={each.text} />
          ))}
        </FormSelect>
      );
    case "lines":
      return <TextArea {...shared} value={String(value)} rows={3} resizeOrientation="vertical" onChange={(_, next) => onChange(next)} />;
    default:
      return (
        <TextInput
          {...shared}
          type={shape.kind === "secret" ? "password" : "text"}
          autoComplete={shape.kind === "secret" ? "new-password" : "off"}
          inputMode={shape.kind === "number" ? "decimal" : undefined}
          value={String(value)}
          onChange={(_, next) => onChange(next)}
        />
      );
  }
}
