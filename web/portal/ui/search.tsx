// What a list shows, kept in the address: a field for words, and choices.
import { useEffect, useState, type ReactNode } from "react";
import { useSearchParams } from "react-router";
import { Icon } from "./icons.tsx";

const PAUSE = 250;

/** A field whose words go into `search` of the address when the reader pauses. */
export function Search({ label }: { label: string }): ReactNode {
  const [asked, ask] = useSearchParams();
  const given = asked.get("search") ?? "";
  const [words, setWords] = useState(given);

  useEffect(() => {
    if (words.trim() === given) return undefined;
    const pause = setTimeout(() => {
      ask((before) => changed(before, "search", words.trim()), { replace: true });
    }, PAUSE);
    return () => {
      clearTimeout(pause);
    };
  }, [words, given, ask]);

  return (
    <label className="search">
      <span className="unseen">{label}</span>
      <Icon name="search" />
      <input
        type="search"
        value={words}
        placeholder={label}
        onChange={({ target }) => {
          setWords(target.value);
        }}
      />
    </label>
  );
}

interface Choices {
  label: string;
  name: string;
  options: [value: string, shown: string][];
}

/** A choice that goes into the address under its name; the empty one is left out of it. */
export function Selected({ label, name, options }: Choices): ReactNode {
  const [asked, ask] = useSearchParams();
  return (
    <label className="selected">
      <span>{label}</span>
      <select
        value={asked.get(name) ?? ""}
        onChange={({ target }) => {
          ask((before) => changed(before, name, target.value));
        }}
      >
        {options.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

function changed(before: URLSearchParams, name: string, value: string): URLSearchParams {
  const after = new URLSearchParams(before);
  if (value) after.set(name, value);
  else after.delete(name);
  return after;
}
