export function Walk() {
  return <p>Soon.</p>;
}
