import type { FieldError } from "../api/client";
import { Field } from "../view/Field";
import { type Draft, type PropertyField, writtenOf } from "./schemaFields";

interface PropertyFieldsProps {
  fields: PropertyField[];
  draft: Draft;
  stored: Record<string, unknown>;
  errors: FieldError[];
  onChange: (draft: Draft) => void;
}

/** A field for each property of a type. */
export function PropertyFields({ fields, draft, stored, errors, onChange }: PropertyFieldsProps) {
  return fields.map((field) => {
    const isKept = field.kind === "secret" && stored[field.name] !== undefined;
    return (
      <Field
        key={field.name}
        shape={isKept ? { ...field, placeholder: "a value is stored; leave this empty to keep it" } : field}
        value={draft[field.name] ?? writtenOf(field, stored[field.name])}
        errors={errors}
        onChange={(value) => onChange({ ...draft, [field.name]: value })}
      />
    );
  });
}
