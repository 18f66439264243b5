import type { ComponentChildren } from 'preact';

/** A few numbers, large, each with what it is. */
export const KeyNumbers = ({
  numbers,
}: {
  readonly numbers: readonly (readonly [string, ComponentChildren, ComponentChildren?])[];
}) => (
  <dl class="numbers">
    {numbers.map(([name, value, note]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd class="value">{value}</dd>
        {note !== undefined && <dd class="soft">{note}</dd>}
      </div>
    ))}
  </dl>
);
