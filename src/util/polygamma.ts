// Derivatives of log Γ, by their recurrence up to where the asymptotic series has all digits (Abramowitz and Stegun 6.3, 6.4).

const asymptoticFrom = 12;

/** ψ(x), the derivative of log Γ, for x > 0. */
export function digamma(x: number): number {
  let [at, sum] = [x, 0];
  for (; at < asymptoticFrom; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return sum + Math.log(at) - 1 / (2 * at) - series;
}

/** ψ′(x), the second derivative of log Γ, for x > 0. */
export function trigamma(x: number): number {
  let [at, sum] = [x, 0];
  for (; at < asymptoticFrom; at++) sum += 1 / (at * at);
  const square = 1 / (at * at);
  const series =
    square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * (5 / 66)))));
  return sum + (1 + 1 / (2 * at) + series) / at;
}

/** The x > 0 at which ψ′ has this value, which is above zero: ψ′ falls from infinity to zero. */
export function inverseTrigamma(value: number): number {
  // 1 / x < ψ′(x) < 1 / x + 1 / x².
  let [low, high] = [1 / value, (1 + Math.sqrt(1 + 4 * value)) / (2 * value)];
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (trigamma(middle) > value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
