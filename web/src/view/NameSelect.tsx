import {
  MenuToggle,
  Select,
  SelectList,
  SelectOption,
  TextInputGroup,
  TextInputGroupMain,
} from "@patternfly/react-core";
import { type KeyboardEvent, useId, useState } from "react";

/** So many are offered at a time; typing finds the others. */
const MOST = 30;

interface NameSelectProps {
  label: string;
  names: string[];
  chosen: string;
  onChoose: (name: string) => void;
}

/** One of many names, found by typing a part of it. */
export function NameSelect({ label, names, chosen, onChoose }: NameSelectProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const isOpen = typed !== null;
  const wanted = typed?.toLowerCase() ?? "";
  const fitting = isOpen ? names.filter((each) => each.toLowerCase().includes(wanted)) : [];
  const shown = fitting.slice(0, MOST);
  const open = (text: string) => {
    setTyped(text);
    setActive(0);
  };
  const close = () => setTyped(null);
  const choose = (name: string | undefined) => {
    if (name !== undefined) {
      onChoose(name);
      close();
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isOpen) {
        setActive((active + step + shown.length) % Math.max(1, shown.length));
      } else {
        open("");
      }
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === "Escape" || event.key === "Tab") {
      close();
    }
  };
  return (
    <Select
      variant="typeahead"
      isOpen={isOpen}
      selected={chosen}
      onSelect={(_, name) => choose(String(name))}
      onOpenChange={(opens) => !opens && close()}
      onOpenChangeKeys={[]}
      shouldFocusFirstItemOnOpen={false}
      isScrollable
      toggle={(toggle) => (
        <MenuToggle
          ref={toggle}
          variant="typeahead"
          aria-label={`Names for ${label}`}
          isExpanded={isOpen}
          onClick={() => (isOpen ? close() : open(""))}
        >
          <TextInputGroup isPlain>
            <TextInputGroupMain
              aria-label={label}
              role="combobox"
              isExpanded={isOpen}
              aria-controls={`${id}-names`}
              aria-activedescendant={isOpen && shown.length > 0 ? `${id}-${active}` : undefined}
              autoComplete="off"
              value={typed ?? chosen}
              onChange={(_, text) => open(text)}
              onClick={() => !isOpen && open("")}
              onKeyDown={onKey}
            />
          </TextInputGroup>
        </MenuToggle>
      )}
    >
      <SelectList id={`${id}-names`} aria-label={label}>
        {shown.map((name, at) => (
          <SelectOption key={name} id={`${id}-${at}`} value={name} isFocused={at === active}>
            {name}
          </SelectOption>
        ))}
        {fitting.length > MOST && <SelectOption isDisabled>{`and ${fitting.length - MOST} more: type a part of the name`}</SelectOption>}
        {fitting.length === 0 && <SelectOption isDisabled>No name has this in it</SelectOption>}
      </SelectList>
    </Select>
  );
}
