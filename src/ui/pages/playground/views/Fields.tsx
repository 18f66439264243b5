import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value as people read it, with its unit. */
  readonly shown?: string;
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

/** A number between two ends. */
export function Slider({ label, value, min, max, step, shown, hint, disabled, onChange }: SliderProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        {label} <output for={id}>{shown ?? value}</output>
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={shown}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A slider over a list of values, for what grows by factors. */
export function Steps({
  values,
  value,
  ...rest
}: Omit<SliderProps, 'min' | 'max' | 'step'> & { readonly values: readonly number[] }) {
  const nearest = values.reduce(
    (best, one, i) => (Math.abs(one - value) < Math.abs(values[best]! - value) ? i : best),
    0,
  );
  return (
    <Slider
      {...rest}
      value={nearest}
      min={0}
      max={values.length - 1}
      step={1}
      onChange={(i) => rest.onChange(values[i]!)}
    />
  );
}

/** One of a few things, all in sight. */
export function Choice<T extends string>({
  legend,
  options,
  value,
  onChange,
  hidden = false,
  hint,
}: {
  readonly legend: string;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** The legend is for screen readers only. */
  readonly hidden?: boolean;
  readonly hint?: string | undefined;
}) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={hidden ? 'hidden' : ''}>{legend}</legend>
      <div class="segments">
        {options.map(([key, text]) => (
          <label key={key}>
            <input type="radio" name={name} checked={key === value} onChange={() => onChange(key)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
      {hint && <p class="hint">{hint}</p>}
    </fieldset>
  );
}

/** A switch with what it sets, shown while it is on. */
export function Toggle({
  label,
  hint,
  on,
  onChange,
  children,
}: {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children?: ComponentChildren;
}) {
  const id = useId();
  return (
    <div class={on ? 'toggle on' : 'toggle'}>
      <label>
        <input
          type="checkbox"
          role="switch"
          checked={on}
          aria-describedby={id}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      <p class="hint" id={id}>
        {hint}
      </p>
      {on && children}
    </div>
  );
}
