import { percent } from '../../../../util/format.ts';

/** How sure a network is of each class. */
export function ProbabilityBars({
  names,
  probabilities,
}: {
  readonly names: readonly string[];
  readonly probabilities: Float32Array | null | undefined;
}) {
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
  return (
    <ol class="bars" aria-label="How sure the network is of each class">
      {names.map((name, i) => {
        const share = probabilities?.[i] ?? 0;
        return (
          <li key={name} class={i === best ? 'best' : ''}>
            <span>{name}</span>
            <meter min={0} max={1} value={share} aria-label={name} />
            <span class="number">{probabilities ? percent(share) : '–'}</span>
          </li>
        );
      })}
    </ol>
  );
}
