interface Props {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly required?: boolean;
  readonly pattern?: string;
  readonly inputMode?: 'numeric';
}

/** A line to type in, with its name and a word of help. */
export const Field = ({ label, help, value, onValue, ...input }: Props) => (
  <label class="field">
    <span>{label}</span>
    <input
      type="text"
      maxLength={1000}
      value={value}
      onInput={(event) => onValue(event.currentTarget.value)}
      {...input}
    />
    <small>{help}</small>
  </label>
);
