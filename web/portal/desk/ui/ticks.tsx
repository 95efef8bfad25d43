// Several of a few things, each with a box to tick.
import type { ReactNode } from "react";
import { faultsAt, type Fault } from "../../api/action.ts";

interface Props {
  label: string;
  name: string;
  options: [value: string, shown: string][];
  chosen: readonly string[];
  faults?: Fault[];
}

export function Ticks({ label, name, options, chosen, faults = [] }: Props): ReactNode {
  const fault = faultsAt(faults, name);
  return (
    <fieldset className="kinds">
      <legend>{label}</legend>
      {options.map(([value, shown]) => (
        <label key={value} className="tick">
          <input type="checkbox" name={name} value={value} defaultChecked={chosen.includes(value)} />
          {shown}
        </label>
      ))}
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

/** One box to tick. */
export function Tick({
  label,
  name,
  isTicked = false,
}: {
  label: string;
  name: string;
  isTicked?: boolean;
}): ReactNode {
  return (
    <label className="tick">
      <input type="checkbox" name={name} defaultChecked={isTicked} />
      {label}
    </label>
  );
}
