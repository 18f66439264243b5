import { useEffect, useRef, useState } from 'preact/hooks';
import { engine } from '../engine/client.ts';
import type { FlowerPicture, FlowerResult } from '../engine/flowerTrial.ts';
import { flowerSide } from '../engine/protocol.ts';
import { percent } from '../../../../util/format.ts';

const epochs = 20;

/** A network that knows six varieties of each flower meets two that it never saw. */
export function Flowers() {
  const [isAugmented, setAugmented] = useState(false);
  const [progress, setProgress] = useState<string>();
  const [results, setResults] = useState<Readonly<Record<'plain' | 'changed', FlowerResult | undefined>>>({
    plain: undefined,
    changed: undefined,
  });
  const [error, setError] = useState<string>();
  const own = isAugmented ? 'changed' : 'plain';
  const result = results[own];
  const run = () => {
    setError(undefined);
    setProgress('Drawing the flowers');
    engine()
      .call('flowers', { seed: 3, perVariety: 5, epochs, augment: isAugmented }, ({ epoch, train }) =>
        setProgress(
          `Epoch ${epoch} of ${epochs}: ${percent(train.accuracy!)} of the training pictures right`,
        ),
      )
      .then((found) => setResults((old) => ({ ...old, [own]: found })))
      .catch((reason: unknown) => setError((reason as Error).message))
      .finally(() => setProgress(undefined));
  };
  return (
    <>
      <p class="row">
        <button type="button" class="primary" disabled={progress !== undefined} onClick={run}>
          Draw flowers and train
        </button>
        <label class="check">
          <input
            type="checkbox"
            checked={isAugmented}
            disabled={progress !== undefined}
            onChange={(event) => setAugmented(event.currentTarget.checked)}
          />
          Train on changed copies: turned, mirrored, zoomed, in other colours
        </label>
      </p>
      <p class="hint" role="status">
        {error ?? progress ?? ''}
      </p>
      {result && (
        <>
          <dl class="scores">
            <Share name="Training pictures" value={result.accuracy.train} count={result.counts.train} />
            <Share
              name="New pictures, known varieties"
              value={result.accuracy.known}
              count={result.counts.known}
            />
            <Share name="Unseen varieties" value={result.accuracy.unseen} count={result.counts.unseen} />
          </dl>
          {results.plain && results.changed && (
            <p>
              Without changed copies it got {percent(results.plain.accuracy.unseen)} of the unseen varieties
              right, with them {percent(results.changed.accuracy.unseen)}.
            </p>
          )}
          <h4>Two varieties of each species that training never showed</h4>
          <Pictures pictures={result.unseen} />
          <h4>New pictures of varieties that training showed</h4>
          <Pictures pictures={result.known} />
        </>
      )}
    </>
  );
}

const Share = ({ name, value, count }: { name: string; value: number; count: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {percent(value)} <small>of {count}</small>
    </dd>
  </div>
);

const Pictures = ({ pictures }: { readonly pictures: readonly FlowerPicture[] }) => (
  <ul class="flowers">
    {pictures.map((picture, i) => {
      const isRight = picture.said === picture.species;
      return (
        <li key={i} class={isRight ? 'right' : 'wrong'}>
          <Picture {...picture} />
          <span>{isRight ? '✓' : `✗ ${picture.said}?`}</span>
        </li>
      );
    })}
  </ul>
);

function Picture({ rgba, variety, said, sure }: FlowerPicture) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current!.getContext('2d')!.putImageData(new ImageData(rgba, flowerSide), 0, 0);
  }, [rgba]);
  const label = `${variety}, taken for ${said}, ${percent(sure)} sure`;
  return (
    <canvas ref={canvas} width={flowerSide} height={flowerSide} role="img" aria-label={label} title={label} />
  );
}
