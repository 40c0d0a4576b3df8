// A form's fields from a type's JSON schema, and what of them is to be sent.
import type { FieldError } from "../api/client";
import type { FieldShape, Written } from "../view/Field";

interface Schema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  "x-format"?: string;
  "x-secret"?: boolean;
  "x-appliesAtOnce"?: boolean;
}

export interface PropertyField extends FieldShape {
  name: string;
  schema: Schema;
}

/** The form's words for "as the type has it". */
const DEFAULT = "";

export function fieldsOf(propertySchema: unknown, isOnline: boolean): PropertyField[] {
  const schema = (propertySchema ?? {}) as Schema;
  return Object.entries(schema.properties ?? {}).map(([name, each]) => ({
    name,
    schema: each,
    path: `properties.${name}`,
    label: name,
    required: schema.required?.includes(name) ?? false,
    kind: kindOf(each),
    choices: choicesOf(each),
    about: aboutOf(each, isOnline),
  }));
}

function kindOf(schema: Schema): FieldShape["kind"] {
  if (schema["x-secret"]) {
    return "secret";
  }

  if (schema.enum || schema.type === "boolean") {
    return "choice";
  }

  return schema.type === "array" || schema.type === "object" ? "lines"
    : schema.type === "integer" || schema.type === "number" ? "number" : "text";
}

function choicesOf(schema: Schema): FieldShape["choices"] {
  const values = schema.type === "boolean" ? ["true", "false"] : (schema.enum ?? []);
  const without = schema.default === undefined ? "not set" : `default (${shown(schema.default)})`;
  return [{ value: DEFAULT, text: without }, ...values.map((value) => ({ value, text: value }))];
}

function aboutOf(schema: Schema, isOnline: boolean): string {
  const parts = [
    schema.description ?? schema.title ?? "",
    range(schema.minimum ?? schema.exclusiveMinimum, schema.maximum ?? schema.exclusiveMaximum, ""),
    range(schema.minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " entries"),
    schema["x-format"] === "duration" ? "A duration with its unit, such as 250ms, 10s, 5min, 1h" : "",
    isTextList(schema) ? "One per line" : schema.type === "array" || schema.type === "object" ? "As JSON" : "",
    schema.default !== undefined && schema.default !== null ? `Default ${shown(schema.default)}` : "",
    !isOnline ? "" : schema["x-appliesAtOnce"] ? "Takes effect at once" : "Takes effect with the next online",
  ];
  return parts.filter((each) => each !== "").map((each) => (each.endsWith(".") ? each : `${each}.`)).join(" ");
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  return least !== undefined && most !== undefined ? `From ${least} to ${most}${unit}`
    : least !== undefined ? `At least ${least}${unit}`
    : most !== undefined ? `At most ${most}${unit}` : "";
}

const isTextList = (schema: Schema) => schema.type === "array" && schema.items?.type === "string";

const shown = (value: unknown) => (typeof value === "string" ? value || "empty" : JSON.stringify(value));

/** What stands in a field for a stored value; secrets are never shown. */
export function writtenOf({ schema }: PropertyField, value: unknown): Written {
  if (value === undefined || value === null || schema["x-secret"]) {
    return DEFAULT;
  }

  if (isTextList(schema) && Array.isArray(value)) {
    return value.join("\n");
  }

  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The value to send; null for the type's default. What is no number stays text, and the node says what is wrong. */
export function valueOf({ schema }: PropertyField, written: Written): unknown {
  const text = String(written);
  if (text.trim() === DEFAULT) {
    return null;
  }

  if (isTextList(schema)) {
    return text.split("\n").filter((line) => line !== "");
  }

  switch (schema.type) {
    case "integer":
    case "number":
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case "boolean":
      return text === "true";
    case "string":
      return text;
    default:
      return JSON.parse(text) as unknown;
  }
}

export type Draft = Record<string, Written>;

/** The properties that differ from what is stored, and what cannot be read at all. */
export function changesOf(
  fields: PropertyField[], draft: Draft, stored: Record<string, unknown>,
): { properties: Record<string, unknown>; wrong: FieldError[] } {
  const properties: Record<string, unknown> = {};
  const wrong: FieldError[] = [];
  for (const field of fields) {
    const written = draft[field.name];
    if (written === undefined || written === writtenOf(field, stored[field.name])) {
      continue;
    }

    try {
      properties[field.name] = valueOf(field, written);
    } catch {
      wrong.push({ path: field.path, message: "this is not JSON: write it as {\"name\": \"value\"} or [1, 2]" });
    }
  }

  return { properties, wrong };
}
