// Fields of forms, each with its name, a hint and what was refused.
import { useId, type ComponentProps, type ReactNode } from "react";
import { faultsAt, type Fault } from "../api/action.ts";

interface Said {
  label: string;
  name: string;
  hint?: string;
  faults?: Fault[];
}

interface Inside {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

function Frame({
  label,
  name,
  hint,
  faults = [],
  children,
}: Said & { children: (inside: Inside) => ReactNode }): ReactNode {
  const id = useId();
  const fault = faultsAt(faults, name);
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, name, "aria-describedby": described || undefined, "aria-invalid": fault !== "" })}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

export function Field({ label, name, hint, faults, ...input }: Said & ComponentProps<"input">): ReactNode {
  return (
    <Frame label={label} name={name} {...(hint && { hint })} {...(faults && { faults })}>
      {(inside) => <input {...input} {...inside} />}
    </Frame>
  );
}

export function Area({ label, name, hint, faults, ...area }: Said & ComponentProps<"textarea">): ReactNode {
  return (
    <Frame label={label} name={name} {...(hint && { hint })} {...(faults && { faults })}>
      {(inside) => <textarea rows={4} {...area} {...inside} />}
    </Frame>
  );
}

export function Choice({ label, name, hint, faults, children, ...select }: Said & ComponentProps<"select">): ReactNode {
  return (
    <Frame label={label} name={name} {...(hint && { hint })} {...(faults && { faults })}>
      {(inside) => (
        <select {...select} {...inside}>
          {children}
        </select>
      )}
    </Frame>
  );
}
