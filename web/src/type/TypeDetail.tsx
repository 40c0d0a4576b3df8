import { DescriptionList } from "@patternfly/react-core";
import type { ResourceType } from "../api/types";
import { Item } from "../view/Item";
import { type Column, Rows } from "../view/Rows";
import { Words } from "../view/Values";

const AVAILABILITY: Column<ResourceType["availability"][number]>[] = [
  { head: "Node", cell: (each) => each.node },
  { head: "Can run there", cell: (each) => (each.available ? "yes" : "no") },
  { head: "Why not", cell: (each) => <Words text={each.reason} /> },
];

interface Property {
  name: string;
  about: string;
}

const PROPERTIES: Column<Property>[] = [
  { head: "Property", cell: (each) => <code>{each.name}</code> },
  { head: "About", cell: (each) => <Words text={each.about} /> },
];

export function TypeDetail({ type }: { type: ResourceType }) {
  return (
    <div className="hf-stack">
      <DescriptionList isHorizontal isCompact aria-label={`About ${type.name}`}>
        <Item term="What it runs">
          <Words text={type.description} />
        </Item>
        <Item term="Class">{type.entryType}</Item>
        <Item term="Comes with">{type.builtIn ? "Holdfast itself" : "a package of its own"}</Item>
        <Item term="Controls">
          <Words text={type.controls.join(", ")} />
        </Item>
        <Item term="Polled">
          every {type.looksAlivePollInterval}, thoroughly every {type.isAlivePollInterval}
        </Item>
      </DescriptionList>
      <Rows label={`Where ${type.name} can run`} rows={type.availability} columns={AVAILABILITY} keyOf={(each) => each.node} />
      <Rows
        label={`Properties of ${type.name}`}
        rows={propertiesOf(type.propertySchema)}
        columns={PROPERTIES}
        keyOf={(each) => each.name}
        empty="It has no properties."
      />
    </div>
  );
}

function propertiesOf(schema: unknown): Property[] {
  const properties = (schema as { properties?: Record<string, { description?: string }> } | null)?.properties ?? {};
  return Object.entries(properties).map(([name, value]) => ({ name, about: value.description ?? "" }));
}
