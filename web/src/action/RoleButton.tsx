import { Button, type ButtonProps, Tooltip } from "@patternfly/react-core";
import { createContext, useContext } from "react";
import type { Method } from "../api/client";
import { neededFor, whyNot } from "./roles";

/** The role of who is signed in; undefined until it is known. */
export const RoleContext = createContext<string | undefined>(undefined);

const withinThePage = () => document.querySelector<HTMLElement>("main") ?? document.body;

export interface RoleButtonProps extends ButtonProps {
  /** What it leads to, as the API is asked. */
  asks: { method?: Method; path: string };
}

/** A button for a change; where the role does not do, it can be focused and says why, and does nothing. */
export function RoleButton({ asks, ...button }: RoleButtonProps) {
  const why = whyNot(useContext(RoleContext), neededFor(asks.method ?? "POST", asks.path));
  return why === null ? (
    <Button {...button} />
  ) : (
    <Tooltip content={why} appendTo={withinThePage}>
      <Button {...button} isAriaDisabled />
    </Tooltip>
  );
}
