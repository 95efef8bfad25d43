// Something that exists already, found by words and chosen from what was found.
import { useState, type ReactNode } from "react";
import type { Fault } from "../../api/action.ts";
import { useReading } from "../../api/reading.ts";
import { Choice, Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { FOUND, nameOf, type FoundType } from "./found.ts";

interface Props {
  label: string;
  name: string;
  type: FoundType;
  faults?: Fault[];
  choose?: (id: string) => void;
  isOptional?: boolean;
}

export function Find(props: Props): ReactNode {
  const { label, name } = props;
  const [words, setWords] = useState("");
  return (
    <>
      <Field
        label={label}
        name={`${name}-search`}
        type="search"
        placeholder={t("Name, number or address")}
        value={words}
        onChange={({ target }) => {
          setWords(target.value);
        }}
      />
      <Results key={words} {...props} words={words.trim()} />
    </>
  );
}

function Results(props: Props & { words: string }): ReactNode {
  const { label, name, words, type, choose, faults = [], isOptional = false } = props;
  const { data } = useReading(FOUND, { query: words || " ", types: [type] });
  const found = (words && data?.search) || [];
  return (
    <Choice
      label={t("{label}: found", { label })}
      name={name}
      required={!isOptional}
      defaultValue=""
      onChange={({ target }) => {
        choose?.(target.value);
      }}
      faults={faults}
    >
      <option value="">{words && found.length === 0 ? t("Nothing found") : t("Please choose")}</option>
      {found.map(({ node }) => (
        <option key={node.id} value={node.id}>
          {nameOf(node)}
        </option>
      ))}
    </Choice>
  );
}
