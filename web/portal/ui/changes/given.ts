// What was entered into a form.
export class Given {
  readonly #data: FormData;

  constructor(form: HTMLFormElement) {
    this.#data = new FormData(form);
  }

  /** The text of a field, without the spaces around it. */
  text(name: string): string {
    return ((this.#data.get(name) as string | null) ?? "").trim();
  }

  /** The same; null where nothing was entered. */
  optional(name: string): string | null {
    return this.text(name) || null;
  }

  /** Whether a box is ticked. */
  ticked(name: string): boolean {
    return this.#data.has(name);
  }

  // What is entered is one of the options that the form offers.
  /* eslint-disable @typescript-eslint/no-unnecessary-type-parameters */

  /** The values of the ticked boxes of a name, which are of an enumeration. */
  all<Value extends string>(name: string): Value[] {
    return this.#data.getAll(name) as Value[];
  }

  /** The chosen option, which is one of an enumeration. */
  one<Value extends string>(name: string): Value {
    return this.text(name) as Value;
  }

  /** The same; null where none was chosen. */
  oneOrNone<Value extends string>(name: string): Value | null {
    return this.optional(name) as Value | null;
  }
}
