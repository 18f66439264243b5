// shared within this room
import type { Value } from '../graph/types.ts';
import { add } from '../ops/elementwise/add.ts';
import { elu } from '../ops/elementwise/elu.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { relu } from '../ops/elementwise/relu.ts';

/** x for x > 0, else α·(eˣ − 1). The op knows α = 1 only, and α·elu(x) + (1 − α)·max(x, 0) is the same function. */
export const exponentialUnit = (x: Value, alpha: number): Value =>
  alpha === 1 ? elu(x) : add(mul(elu(x), alpha), mul(relu(x), 1 - alpha));
