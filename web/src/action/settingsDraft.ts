// Settings as they are written in a form, and what of them the API is sent.
import type { FieldShape, Written } from "../view/Field";

export interface Setting<T> extends FieldShape {
  /** How it stands in the form. */
  written: (now: T) => Written;
  /** What the API is sent for what is written; what cannot be read goes as it is, and the node says what is wrong. */
  sent: (written: Written, now: T) => unknown;
}

/** What is said of every setting that is a duration. */
export const DURATION = "A duration with its unit, such as 10s, 5min, 1h.";

export type Draft = Record<string, Written>;

type Shape<K> = Omit<FieldShape, "path" | "kind"> & { path: K };
type KeysOf<T, V> = { [K in keyof T]-?: T[K] extends V ? K : never }[keyof T] & string;

/** What differs from what was there when the form was opened. */
export const changesOf = <T>(settings: Setting<T>[], opened: T, draft: Draft): Record<string, unknown> =>
  Object.fromEntries(
    settings
      .filter(({ path, written }) => draft[path] !== undefined && draft[path] !== written(opened))
      .map(({ path, sent }) => [path, sent(draft[path]!, opened)]),
  );

/** What is no number stays text. */
export const numberOf = (written: Written): unknown =>
  written !== "" && Number.isFinite(Number(written)) ? Number(written) : written;

export const linesOf = (written: Written): string[] =>
  String(written).split("\n").map((each) => each.trim()).filter((each) => each !== "");

export const text = <T>(shape: Shape<KeysOf<T, string>>): Setting<T> => ({
  ...shape,
  kind: shape.choices === undefined ? "text" : "choice",
  written: (now) => String(now[shape.path]),
  sent: (written) => written,
});

export const number = <T>(shape: Shape<KeysOf<T, number>>): Setting<T> => ({
  ...shape,
  kind: "number",
  written: (now) => String(now[shape.path]),
  sent: numberOf,
});

export const yes = <T>(shape: Shape<KeysOf<T, boolean>>): Setting<T> => ({
  ...shape,
  kind: "yes",
  written: (now) => now[shape.path] === true,
  sent: (written) => written,
});

export const lines = <T>(shape: Shape<KeysOf<T, string[]>>): Setting<T> => ({
  ...shape,
  kind: "lines",
  written: (now) => (now[shape.path] as string[]).join("\n"),
  sent: linesOf,
});

export const choices = (...values: string[]) => values.map((value) => ({ value, text: value }));

/** Quantities by name, one per line as name=4; one whose line is gone is taken away. */
export const amountsOf = (written: Written, before: Record<string, number>): Record<string, unknown> => {
  const now = Object.fromEntries(
    linesOf(written).map((line) => {
      const [name = "", amount = ""] = line.split("=", 2).map((each) => each.trim());
      return [name, numberOf(amount)];
    }),
  );
  return { ...Object.fromEntries(Object.keys(before).map((name) => [name, null])), ...now };
};
