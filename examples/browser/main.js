/*
 * Trains in the page and paints what the network thinks of the plane after it.
 *
 *     npm run example:browser      then open the address that it prints
 *
 * In a project of your own, install hibiscus and onnxruntime-web, and import from 'hibiscus'.
 */
import { fit, fromArrays, predict, recipe, webRuntime } from '../../src/index.browser.ts';

const { document, performance } = globalThis;
const state = document.getElementById('state');
const side = 80;

/** Point i of 200: two spirals, one turned by half a circle. */
function point(i) {
  const turn = (3.5 * Math.PI * (20 + (i >> 1))) / 120;
  const angle = turn + Math.PI * (i % 2);
  return [(turn / 11.5) * Math.cos(angle), (turn / 11.5) * Math.sin(angle)];
}

const rows = Array.from({ length: 200 }, (_, i) => point(i));
const columns = ['x', 'y'];
const data = fromArrays({ columns, rows, labels: rows.map((_, i) => (i % 2 ? 'orange' : 'blue')) });
const plan = recipe({
  architecture: { name: 'mlp', size: 64 },
  optimizer: { name: 'adam', learningRate: 0.01 },
  epochs: 150,
});
// onnxruntime-web looks for its wasm file beside the bundle, where the command above puts it.
const runtime = webRuntime();

const began = performance.now();
const { model, validation } = await fit(data, plan, {
  runtime,
  onEpoch: ({ epoch, train }) => {
    state.textContent = `Epoch ${epoch}: training accuracy ${train.accuracy.toFixed(2)}`;
  },
});
const seconds = ((performance.now() - began) / 1000).toFixed(1);

const pixels = Array.from({ length: side * side }, (_, k) => [
  (2 * (k % side)) / side - 1,
  (2 * Math.floor(k / side)) / side - 1,
]);
const plane = fromArrays({ columns, rows: pixels, labels: pixels.map(() => 'blue') });
const { predictions, width } = await predict(model, plane.features, plane.size, runtime);

const canvas = document.getElementById('plane').getContext('2d');
const picture = canvas.createImageData(side, side);
pixels.forEach((_, k) => {
  const orange = predictions[k * width + 1];
  picture.data.set([80 + 175 * orange, 150, 255 - 175 * orange, 255], 4 * k);
});
canvas.putImageData(picture, 0, 0);
rows.forEach(([x, y], i) => {
  canvas.fillStyle = i % 2 ? '#a04000' : '#003080';
  canvas.fillRect(((x + 1) * side) / 2, ((y + 1) * side) / 2, 1, 1);
});
state.textContent = `Trained in ${seconds} s. Accuracy on points it had not seen: ${validation.accuracy.toFixed(2)}`;
