import { number } from '../../../util/format.ts';
import type { Operation, OperationOption } from '../../protocol.ts';

type Value = OperationOption['value'];

/** The operations that are on, in their order, each with its options. */
export type Settings = Readonly<Record<string, Readonly<Record<string, Value>>>>;

interface Props {
  readonly operations: readonly Operation[];
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
}

/** A switch for each operation, and sliders for those that are on. */
export function OperationControls({ operations, settings, onChange }: Props) {
  const toggle = ({ name, options }: Operation) => {
    const { [name]: was, ...others } = settings;
    onChange(
      was
        ? others
        : { ...others, [name]: Object.fromEntries(options.map((option) => [option.name, option.value])) },
    );
  };
  return (
    <fieldset class="operations">
      <legend>Operations</legend>
      {operations.map((operation) => {
        const own = settings[operation.name];
        return (
          <div key={operation.name} class={`operation${own ? ' on' : ''}`}>
            <label class="check" title={operation.explanation}>
              <input type="checkbox" checked={own !== undefined} onChange={() => toggle(operation)} />
              <span>{operation.name}</span>
            </label>
            {own && (
              <>
                <p class="soft">It {operation.explanation}.</p>
                {operation.options.map((option) => (
                  <Control
                    key={option.name}
                    operation={operation.name}
                    option={option}
                    value={own[option.name] ?? option.value}
                    onValue={(value) =>
                      onChange({ ...settings, [operation.name]: { ...own, [option.name]: value } })
                    }
                  />
                ))}
              </>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

interface ControlProps {
  readonly operation: string;
  readonly option: OperationOption;
  readonly value: Value;
  readonly onValue: (value: Value) => void;
}

function Control({ operation, option, value, onValue }: ControlProps) {
  const { name, kind } = option;
  if (kind === 'boolean')
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={value === true}
          onChange={(event) => onValue(event.currentTarget.checked)}
        />
        {words(name)}
      </label>
    );
  if (kind === 'range') {
    const [low, high] = value as readonly [number, number];
    return (
      <div class="slider" role="group" aria-label={`${operation}, ${words(name)}`}>
        <span>{words(name.replace(/Range$/, ''))}</span>
        <output>
          {number(low)} to {number(high)}
        </output>
        <Slider
          option={option}
          label={`${operation}, ${words(name)}, lower end`}
          value={low}
          onValue={(end) => onValue([Math.min(end, high), high])}
        />
        <Slider
          option={option}
          label={`${operation}, ${words(name)}, upper end`}
          value={high}
          onValue={(end) => onValue([low, Math.max(end, low)])}
        />
      </div>
    );
  }
  const isAuto = value === 'auto';
  return (
    <div class="slider" role="group" aria-label={`${operation}, ${words(name)}`}>
      <span>{words(name)}</span>
      <output>{isAuto ? 'as usual' : number(value as number)}</output>
      <Slider
        option={option}
        label={`${operation}, ${words(name)}`}
        value={isAuto ? option.low : (value as number)}
        onValue={onValue}
      />
    </div>
  );
}

interface SliderProps {
  readonly option: OperationOption;
  readonly label: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
}

const Slider = ({ option: { low, high, step }, label, value, onValue }: SliderProps) => (
  <input
    type="range"
    aria-label={label}
    min={low}
    max={high}
    step={step}
    value={value}
    onInput={(event) => onValue(Number(event.currentTarget.value))}
  />
);

/** "degreesRange" as "degrees range". */
const words = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
