// What a node is and has, for the placement of groups, as a form has it.
import { amountsOf, linesOf, type Setting, text } from "../action/settingsDraft";
import type { Node } from "../api/types";

const pairs = (values: Record<string, unknown>) =>
  Object.entries(values).map(([name, value]) => `${name}=${value}`).join("\n");

export const NODE_SETTINGS: Setting<Node>[] = [
  text<Node>({ path: "description", label: "Description", about: "Words for people." }),
  {
    path: "attributes",
    label: "Attributes",
    about: "What placement rules of groups ask for, one per line, such as rack=a.",
    kind: "lines",
    written: ({ attributes }) => pairs(attributes),
    sent: (written, { attributes }) => ({
      ...Object.fromEntries(Object.keys(attributes).map((name) => [name, null])),
      ...Object.fromEntries(linesOf(written).map((line) => [line.split("=")[0]!.trim(), line.split("=").slice(1).join("=").trim()])),
    }),
  },
  {
    path: "offers",
    label: "Offers",
    about: "Quantities that its groups share, one per line, such as cpu=16; what is not named is not limited.",
    kind: "lines",
    written: ({ offers }) => pairs(offers),
    sent: (written, { offers }) => amountsOf(written, offers),
  },
];
