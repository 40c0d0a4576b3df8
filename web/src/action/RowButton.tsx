import { RoleButton, type RoleButtonProps } from "./RoleButton";

interface RowButtonProps extends Pick<RoleButtonProps, "asks"> {
  does: string;
  /** What tells it from those of other rows, for those who hear it. */
  label: string;
  onClick: () => void;
}

/** One of the small buttons of a row; each opens a dialog. */
export const RowButton = ({ does, label, ...button }: RowButtonProps) => (
  <RoleButton {...button} size="sm" variant="secondary" aria-label={label}>
    {does}…
  </RoleButton>
);
