import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

interface FieldProps {
  readonly label: string;
  readonly help: string;
  /** What is to be filled in, with the ids of its label and help. */
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string }) => ComponentChildren;
}

/** Something to fill in, with its name and a word of help. */
export function Labelled({ label, help, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-help` })}
      <small id={`${id}-help`}>{help}</small>
    </div>
  );
}

interface Props {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly required?: boolean;
  readonly pattern?: string;
  readonly inputMode?: 'numeric';
}

/** A line to type in. */
export const Field = ({ label, help, value, onValue, ...input }: Props) => (
  <Labelled label={label} help={help}>
    {(ids) => (
      <input
        type="text"
        maxLength={1000}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...ids}
        {...input}
      />
    )}
  </Labelled>
);
